#include "datasets/scene.h"

#include "datasets/compose.h"
#include "datasets/crowd.h"
#include "datasets/facts.h"
#include "engine/error.h"

#include <inttypes.h>
#include <stdlib.h>

struct scene {
    const struct scenario *scenario;
    struct cast cast;
    struct plan plan;
    struct crowd crowd;
    struct draft *threads; /* the written originals, by thread */
    struct facts *facts;   /* NULL: nobody asks */
    struct post_writer writer;
    struct composed post, original;
};

/* ---- posts ---- */

/* Writes `post`, and keeps its id in it. */
static lockstep_status publish(struct scene *scene, struct draft *post,
                               const struct draft *original, lockstep_error *err) {
    struct composed *of = original ? &scene->original : NULL;
    post->id = post_writer_next_id(&scene->writer, post->time);
    if (original) TRY(compose(of, &scene->cast, original, NULL, err));
    TRY(compose(&scene->post, &scene->cast, post, of, err));
    if (scene->facts) TRY(facts_note(scene->facts, &scene->post.post, post->account, err));
    return post_writer_add(&scene->writer, &scene->post.post, err);
}

static lockstep_status publish_planned(struct scene *scene, struct draft *post,
                                       lockstep_error *err) {
    struct draft *thread = post->thread ? &scene->threads[post->thread] : NULL;
    if (post->reference != NO_REFERENCE) return publish(scene, post, thread, err);
    TRY(publish(scene, post, NULL, err));
    if (thread) *thread = *post;
    const struct role *role = cast_role(&scene->cast, post->account);
    uint32_t audience = role ? role->audience : 0;
    return audience ? crowd_hears(&scene->crowd, post, audience, err) : LOCKSTEP_OK;
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

/* ---- truth ---- */

static void write_member(const struct scene *scene, FILE *out, uint32_t account,
                         const char *cluster) {
    struct profile profile;
    account_profile(&profile, &scene->cast, account, 0);
    if (scene->writer.is_flat) fprintf(out, "%s:", platform_of(&profile));
    fprintf(out, "%" PRIu64 ",%s\n", profile.id, cluster);
}

static lockstep_status write_truth(const struct scene *scene, FILE *out, lockstep_error *err) {
    const struct cast *cast = &scene->cast;
    fputs("account,cluster\n", out);
    for (size_t r = 0; r < cast->role_count; r++)
        for (uint32_t a = cast->first[r]; *cast->roles[r].truth && a < cast->first[r + 1]; a++)
            write_member(scene, out, a, cast->roles[r].truth);
    for (size_t i = 0; i < scene->plan.truth_count; i++)
        write_member(scene, out, scene->plan.truth[i].account, scene->plan.truth[i].cluster);
    return fflush(out) == 0 && !ferror(out) ? LOCKSTEP_OK : fail_io(err, NULL);
}

/* ---- the whole ---- */

/* The crowd starts twice: the plan chooses people out of it, and what is planned leaves it fewer
 * posts to make. */
static lockstep_status prepare(struct scene *scene, uint64_t posts, lockstep_error *err) {
    const struct scenario *scenario = scene->scenario;
    int64_t end =
        scenario->days ? scenario_begin + scenario->days * INT64_C(86400000) : scenario_end;
    crowd_start(&scene->crowd, &scene->cast, posts, end, scenario->homophily);
    if (scenario->plan)
        TRY(plan_make(&scene->plan, &scene->cast, &scene->crowd, end, scenario->plan, err));
    if (posts < scene->plan.count)
        return fail(err, LOCKSTEP_EARG, "scenario %s needs --posts %zu or more", scenario->name,
                    scene->plan.count);
    scene->threads = calloc((size_t) scene->plan.threads + 1, sizeof *scene->threads);
    if (!scene->threads) return fail_memory(err, "the scenario");
    crowd_start(&scene->crowd, &scene->cast, posts - scene->plan.count, end, scenario->homophily);
    return LOCKSTEP_OK;
}

static lockstep_status begin_facts(struct scene *scene, lockstep_error *err) {
    scene->facts = facts_new(scene->cast.first[1]);
    return scene->facts ? LOCKSTEP_OK : fail_memory(err, "facts");
}

lockstep_status scene_play(const struct scenario *scenario, FILE *out, FILE *truth, uint64_t seed,
                           uint64_t posts, lockstep_error *err) {
    struct scene *scene = calloc(1, sizeof *scene);
    if (!scene) return fail_memory(err, "the scenario");
    scene->scenario = scenario;
    scene->writer = (struct post_writer){.out = out, .is_flat = scenario->mixed_platforms};
    cast_fill(&scene->cast, seed, scenario->roles, scenario->role_count);
    lockstep_status status = prepare(scene, posts, err);
    if (status == LOCKSTEP_OK && truth) status = write_truth(scene, truth, err);
    if (status == LOCKSTEP_OK && scenario->facts) status = begin_facts(scene, err);
    if (status == LOCKSTEP_OK) status = publish_all(scene, err);
    if (status == LOCKSTEP_OK && scene->facts)
        status = facts_write(scenario->facts, scene->facts, seed, err);
    facts_free(scene->facts);
    plan_release(&scene->plan);
    crowd_release(&scene->crowd);
    post_writer_release(&scene->writer);
    composed_release(&scene->post), composed_release(&scene->original);
    free(scene->threads);
    free(scene);
    return status;
}
