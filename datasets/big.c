#include "datasets/compose.h"
#include "datasets/crowd.h"
#include "datasets/scenarios.h"

#include "engine/error.h"

#include <inttypes.h>
#include <stdlib.h>

struct scene {
    struct cast cast;
    struct plan plan;
    struct crowd crowd;
    struct draft *threads; /* the written originals, by thread */
    struct post_writer writer;
    struct composed post, original;
};

/* Writes `post`, and keeps its id in it. */
static lockstep_status publish(struct scene *scene, struct draft *post,
                               const struct draft *original, lockstep_error *err) {
    struct composed *of = original ? &scene->original : NULL;
    post->id = post_writer_next_id(&scene->writer, post->time);
    if (original) TRY(compose(of, &scene->cast, original, NULL, err));
    TRY(compose(&scene->post, &scene->cast, post, of, err));
    return post_writer_add(&scene->writer, &scene->post.post, err);
}

/* How many of the crowd repost what a planned post says: an idol's words are heard. */
static uint32_t audience(const struct scene *scene, const struct draft *post) {
    switch (cast_group(&scene->cast, post->account)) {
    case GROUP_IDOL:
        return 40;
    case GROUP_OFFICIALS:
        return 12;
    case GROUP_TARGETS:
        return 3;
    default:
        return 0;
    }
}

static lockstep_status publish_planned(struct scene *scene, struct draft *post,
                                       lockstep_error *err) {
    struct draft *thread = post->thread ? &scene->threads[post->thread] : NULL;
    if (post->reference != NO_REFERENCE) return publish(scene, post, thread, err);
    TRY(publish(scene, post, NULL, err));
    if (thread) *thread = *post;
    uint32_t heard = audience(scene, post);
    return heard ? crowd_hears(&scene->crowd, post, heard, err) : LOCKSTEP_OK;
}

static lockstep_status publish_of_crowd(struct scene *scene, lockstep_error *err) {
    struct draft post, original;
    bool has_original;
    TRY(crowd_next(&scene->crowd, &post, &original, &has_original, err));
    TRY(publish(scene, &post, has_original ? &original : NULL, err));
    return post.reference == NO_REFERENCE ? crowd_hears(&scene->crowd, &post, 0, err) : LOCKSTEP_OK;
}

static lockstep_status publish_all(struct scene *scene, lockstep_error *err) {
    for (size_t planned = 0;;) {
        int64_t of_crowd = crowd_next_time(&scene->crowd);
        bool is_planned =
            planned < scene->plan.count && scene->plan.posts[planned].time <= of_crowd;
        if (is_planned)
            TRY(publish_planned(scene, &scene->plan.posts[planned++], err));
        else if (of_crowd != INT64_MAX)
            TRY(publish_of_crowd(scene, err));
        else
            break;
        if (scene->writer.written % 4096 == 0) TRY(check_interrupt(err));
    }
    return post_writer_finish(&scene->writer, err);
}

static lockstep_status write_truth(FILE *out, const struct cast *cast, lockstep_error *err) {
    fputs("account,cluster\n", out);
    for (uint32_t a = 0; a < CAST_SIZE; a++) {
        const char *name = group_truth(cast_group(cast, a));
        if (*name) fprintf(out, "%" PRIu64 ",%s\n", cast->members[a].id, name);
    }
    return fflush(out) == 0 && !ferror(out) ? LOCKSTEP_OK : fail_io(err, NULL);
}

static lockstep_status plan_big(struct scene *scene, FILE *truth, uint64_t posts,
                                lockstep_error *err) {
    TRY(plan_make(&scene->plan, &scene->cast, err));
    if (posts < scene->plan.count)
        return fail(err, LOCKSTEP_EARG, "scenario big needs --posts %zu or more",
                    scene->plan.count);
    scene->threads = calloc((size_t) scene->plan.threads + 1, sizeof *scene->threads);
    if (!scene->threads) return fail_memory(err, "the scenario");
    if (truth) TRY(write_truth(truth, &scene->cast, err));
    crowd_start(&scene->crowd, &scene->cast, posts - scene->plan.count, 0);
    return LOCKSTEP_OK;
}

static lockstep_status plan_languages(struct scene *scene, FILE *truth, uint64_t posts,
                                      lockstep_error *err) {
    if (truth && (fputs("account,cluster\n", truth) < 0 || fflush(truth)))
        return fail_io(err, NULL);
    crowd_start(&scene->crowd, &scene->cast, posts, 0.9);
    return LOCKSTEP_OK;
}

static lockstep_status
play(lockstep_status (*plan)(struct scene *, FILE *, uint64_t, lockstep_error *), FILE *out,
     FILE *truth, uint64_t seed, uint64_t posts, lockstep_error *err) {
    struct scene *scene = calloc(1, sizeof *scene);
    if (!scene) return fail_memory(err, "the scenario");
    scene->writer.out = out;
    cast_fill(&scene->cast, seed);
    lockstep_status status = plan(scene, truth, posts, err);
    if (status == LOCKSTEP_OK) status = publish_all(scene, err);
    plan_release(&scene->plan);
    crowd_release(&scene->crowd);
    post_writer_release(&scene->writer);
    composed_release(&scene->post), composed_release(&scene->original);
    free(scene->threads);
    free(scene);
    return status;
}

lockstep_status simulate_big(FILE *out, FILE *truth, uint64_t seed, uint64_t posts,
                             lockstep_error *err) {
    return play(plan_big, out, truth, seed, posts, err);
}

lockstep_status simulate_languages(FILE *out, FILE *truth, uint64_t seed, uint64_t posts,
                                   lockstep_error *err) {
    return play(plan_languages, out, truth, seed, posts, err);
}
