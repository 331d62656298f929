/* Where accounts stand in a picture. A kept cluster, or a connected part of the accounts outside
 * them, is a group, and its connected parts are its pieces. Forces lay each piece out by itself
 * (forces.h), so that groups never mix and nothing drifts away; the discs around the pieces of a
 * group are packed in a spiral around the largest, and so are the discs around the groups, each
 * beside the group that it has most ties with. */
#include "engine/error.h"
#include "engine/memory.h"
#include "engine/settings.h"
#include "export/forces.h"

#include <math.h>
#include <stdlib.h>

static const double SPACING = 36;      /* between accounts, on average */
static const double PIECE_MARGIN = 14; /* around a piece */
static const double MARGIN = 10;       /* around a group, beside that */
static const double TURN = 6.283185307179586;
enum { TIGHT_GROUPS = 200 }; /* the largest ones; others follow in a spiral */

/* A place for something round, found by going outwards in a spiral. */
struct disc {
    struct point centre;
    double radius;
    double angle, distance; /* where the last disc beside this one was put */
    double widest;          /* radius of the disc that began this round of the spiral */
};

/* Accounts tied to each other within one group. */
struct piece {
    uint32_t *members; /* ranks, ascending */
    size_t count;
    const struct tie **ties; /* among the members */
    size_t tie_count;
    size_t group_size;    /* accounts of its group, */
    uint32_t *group_root; /* which is known by its smallest account in `parent` */
    size_t group;         /* index of the groups */
};

struct group {
    size_t first, count; /* of the pieces, the largest first */
};

struct plan {
    const struct findings *findings;
    struct point *positions; /* from the piece's centre, until pieces and groups have places */
    uint32_t *piece_of;      /* by rank; valid for accounts with a tie */
    uint32_t *local;         /* by rank: index among the members of its piece */
    double strongest;
    struct piece *pieces; /* by group */
    size_t count;
    struct group *groups; /* the largest first */
    size_t group_count;
    struct disc *piece_discs, *group_discs;
    struct arena arena;
};

struct colour cluster_colour(uint32_t number) {
    static const struct colour bright[] = {{0x44, 0x77, 0xAA}, {0xEE, 0x66, 0x77},
                                           {0x22, 0x88, 0x33}, {0xCC, 0xBB, 0x44},
                                           {0x66, 0xCC, 0xEE}, {0xAA, 0x33, 0x77}};
    static const struct colour grey = {0xBB, 0xBB, 0xBB};
    return number ? bright[(number - 1) % (sizeof bright / sizeof *bright)] : grey;
}

double account_diameter(double strength, double strongest) {
    return strongest > 0 ? 8 + 20 * sqrt(strength / strongest) : 8;
}

double strongest_account(const struct findings *findings) {
    double strongest = 0;
    for (uint32_t a = 0; a < findings->archive->accounts.count; memory_step(++a))
        strongest = fmax(strongest, findings->centrality->strength[a]);
    return strongest;
}

/* ---- pieces and groups */

static uint32_t find_root(uint32_t *parent, uint32_t account) {
    while (parent[account] != account)
        account = parent[account] = parent[parent[account]];
    return account;
}

/* The smallest rank of a piece is its root. */
static void unite(uint32_t *parent, uint32_t a, uint32_t b) {
    a = find_root(parent, a), b = find_root(parent, b);
    parent[a > b ? a : b] = a < b ? a : b;
}

static void unite_pieces(uint32_t *parent, const struct findings *findings) {
    const struct centrality *centrality = findings->centrality;
    const uint32_t *cluster_of = findings->clusters->of_account;
    for (uint32_t a = 0; a < findings->archive->accounts.count; memory_step(++a))
        parent[a] = a;
    for (size_t t = 0; t < centrality->tie_count; memory_step(++t)) {
        const struct tie *tie = &centrality->ties[t];
        if (cluster_of[tie->source] == cluster_of[tie->target])
            unite(parent, tie->source, tie->target);
    }
}

/* The pieces, in any order, with `members` pointing at their roots in `parent`. */
static void count_pieces(struct plan *plan, uint32_t *parent) {
    const uint32_t *degree = plan->findings->centrality->degree;
    for (uint32_t a = 0; a < plan->findings->archive->accounts.count; memory_step(++a)) {
        if (!degree[a]) continue;
        uint32_t root = find_root(parent, a);
        if (plan->piece_of[root] == UINT32_MAX) {
            plan->piece_of[root] = (uint32_t) plan->count;
            plan->pieces[plan->count++] = (struct piece){.members = &parent[root]};
        }
        plan->pieces[plan->piece_of[root]].count++;
    }
}

/* Which group each piece is of. `sizes` and `roots` have room for each cluster's number. */
static void name_groups(struct plan *plan, const uint32_t *parent, size_t *sizes,
                        uint32_t **roots) {
    for (int round = 0; round < 2; round++) /* adds up, then tells */
        for (size_t p = 0; p < plan->count; p++) {
            struct piece *piece = &plan->pieces[p];
            uint32_t cluster = plan->findings->clusters->of_account[piece->members - parent];
            if (round == 0) {
                sizes[cluster] += piece->count;
                if (!roots[cluster] || piece->members < roots[cluster])
                    roots[cluster] = piece->members;
            }
            piece->group_size = cluster ? sizes[cluster] : piece->count;
            piece->group_root = cluster ? roots[cluster] : piece->members;
        }
}

/* Larger groups first, then by smallest account; within a group larger pieces first, then the same.
 */
static int by_group_and_size(const void *a, const void *b) {
    const struct piece *x = a, *y = b;
    if (x->group_size != y->group_size) return x->group_size > y->group_size ? -1 : 1;
    if (x->group_root != y->group_root) return x->group_root < y->group_root ? -1 : 1;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    return x->members < y->members ? -1 : x->members > y->members;
}

static void gather_groups(struct plan *plan) {
    for (size_t p = 0; p < plan->count; p++) {
        struct piece *piece = &plan->pieces[p];
        if (p == 0 || piece->group_root != piece[-1].group_root)
            plan->groups[plan->group_count++] = (struct group){.first = p};
        piece->group = plan->group_count - 1;
        plan->groups[piece->group].count++;
    }
}

/* Gives every piece its slice of `members`, which holds all accounts with a tie. */
static void deal_members(struct plan *plan, uint32_t *parent, uint32_t *members) {
    const uint32_t *degree = plan->findings->centrality->degree;
    for (size_t p = 0; p < plan->count; p++) {
        plan->piece_of[*plan->pieces[p].members] = (uint32_t) p;
        plan->pieces[p].members = members;
        members += plan->pieces[p].count;
        plan->pieces[p].count = 0;
    }
    for (uint32_t a = 0; a < plan->findings->archive->accounts.count; memory_step(++a)) {
        if (!degree[a]) continue;
        plan->piece_of[a] = plan->piece_of[find_root(parent, a)];
        struct piece *piece = &plan->pieces[plan->piece_of[a]];
        plan->local[a] = (uint32_t) piece->count;
        piece->members[piece->count++] = a;
    }
}

static bool inside(const struct plan *plan, const struct tie *tie) {
    return plan->piece_of[tie->source] == plan->piece_of[tie->target];
}

static void deal_ties(struct plan *plan, const struct tie **ties) {
    const struct centrality *centrality = plan->findings->centrality;
    for (size_t t = 0; t < centrality->tie_count; memory_step(++t))
        if (inside(plan, &centrality->ties[t]))
            plan->pieces[plan->piece_of[centrality->ties[t].source]].tie_count++;
    for (size_t p = 0; p < plan->count; p++) {
        plan->pieces[p].ties = ties;
        ties += plan->pieces[p].tie_count;
        plan->pieces[p].tie_count = 0;
    }
    for (size_t t = 0; t < centrality->tie_count; memory_step(++t)) {
        if (!inside(plan, &centrality->ties[t])) continue;
        struct piece *piece = &plan->pieces[plan->piece_of[centrality->ties[t].source]];
        piece->ties[piece->tie_count++] = &centrality->ties[t];
    }
}

static lockstep_status find_pieces(struct plan *plan, lockstep_error *err) {
    const struct findings *findings = plan->findings;
    size_t accounts = findings->archive->accounts.count, clusters = findings->clusters->kept + 1;
    struct arena *arena = &plan->arena;
    uint32_t *parent = arena_alloc(arena, accounts, sizeof *parent);
    uint32_t *members = arena_alloc(arena, accounts, sizeof *members);
    size_t *sizes = arena_alloc(arena, clusters, sizeof *sizes);
    uint32_t **roots = arena_alloc(arena, clusters, sizeof *roots);
    const struct tie **ties = arena_alloc(arena, findings->centrality->tie_count, sizeof *ties);
    plan->piece_of = arena_alloc(arena, accounts, sizeof *plan->piece_of);
    plan->local = arena_alloc(arena, accounts, sizeof *plan->local);
    plan->pieces = arena_alloc(arena, accounts, sizeof *plan->pieces);
    plan->groups = arena_alloc(arena, accounts, sizeof *plan->groups);
    if (!parent || !members || !sizes || !roots || !ties || !plan->piece_of || !plan->local ||
        !plan->pieces || !plan->groups)
        return fail_memory(err, "a layout");
    memset(plan->piece_of, 0xFF, accounts * sizeof *plan->piece_of);
    unite_pieces(parent, findings);
    count_pieces(plan, parent);
    name_groups(plan, parent, sizes, roots);
    qsort(plan->pieces, plan->count, sizeof *plan->pieces, by_group_and_size);
    gather_groups(plan);
    deal_members(plan, parent, members);
    deal_ties(plan, ties);
    return LOCKSTEP_OK;
}

static lockstep_status make_discs(struct plan *plan, lockstep_error *err) {
    plan->piece_discs = arena_alloc(&plan->arena, plan->count, sizeof *plan->piece_discs);
    plan->group_discs = arena_alloc(&plan->arena, plan->group_count, sizeof *plan->group_discs);
    return plan->piece_discs && plan->group_discs ? LOCKSTEP_OK : fail_memory(err, "a layout");
}

/* ---- one piece, by forces */

static lockstep_status run_forces(struct plan *plan, const struct piece *piece,
                                  lockstep_error *err) {
    struct pull *pulls = malloc((piece->tie_count + 1) * sizeof *pulls);
    struct point *places = malloc(piece->count * sizeof *places);
    lockstep_status status = pulls && places ? LOCKSTEP_OK : fail_memory(err, "a layout");
    for (size_t t = 0; t < piece->tie_count && status == LOCKSTEP_OK; memory_step(++t))
        pulls[t] =
            (struct pull){plan->local[piece->ties[t]->source], plan->local[piece->ties[t]->target]};
    if (status == LOCKSTEP_OK)
        status = forces_place(places, piece->count, pulls, piece->tie_count, err);
    for (size_t m = 0; m < piece->count && status == LOCKSTEP_OK; m++)
        plan->positions[piece->members[m]] = places[m];
    free(pulls), free(places);
    return status;
}

/* Accounts as large as they are drawn, and a little air. */
static lockstep_status part_members(struct plan *plan, const struct piece *piece,
                                    lockstep_error *err) {
    double *radii = malloc(piece->count * sizeof *radii);
    struct point *places = malloc(piece->count * sizeof *places);
    lockstep_status status = radii && places ? LOCKSTEP_OK : fail_memory(err, "a layout");
    for (size_t m = 0; m < piece->count && status == LOCKSTEP_OK; m++) {
        double strength = plan->findings->centrality->strength[piece->members[m]];
        radii[m] = account_diameter(strength, plan->strongest) * 0.6;
        places[m] = plan->positions[piece->members[m]];
    }
    if (status == LOCKSTEP_OK) status = discs_part(places, radii, piece->count, err);
    for (size_t m = 0; m < piece->count && status == LOCKSTEP_OK; m++)
        plan->positions[piece->members[m]] = places[m];
    free(radii), free(places);
    return status;
}

/* Moves the piece's centre to the origin. Returns the mean distance from it. */
static double centre_piece(struct plan *plan, const struct piece *piece) {
    struct point centre = {0, 0};
    double distances = 0, count = (double) piece->count;
    for (size_t m = 0; m < piece->count; m++) {
        centre.x += plan->positions[piece->members[m]].x / count;
        centre.y += plan->positions[piece->members[m]].y / count;
    }
    for (size_t m = 0; m < piece->count; m++) {
        struct point *p = &plan->positions[piece->members[m]];
        p->x -= centre.x, p->y -= centre.y;
        distances += hypot(p->x, p->y);
    }
    return distances / count;
}

/* An account with few ties to a dense core is thrown far off, and would cost everybody else room:
 * beyond `limit`, distance grows by a little of its logarithm. */
static double pull_in(struct point *p, double limit) {
    double distance = hypot(p->x, p->y);
    if (distance <= limit) return distance;
    double nearer = limit * (1 + log(distance / limit) / 5);
    p->x *= nearer / distance, p->y *= nearer / distance;
    return nearer;
}

/* Gives the piece the area that its accounts need. Over an even disc the mean distance is two
 * thirds of the radius. */
static void scale_piece(struct plan *plan, const struct piece *piece) {
    double limit = 1.6 * centre_piece(plan, piece), squares = 0;
    for (size_t m = 0; m < piece->count; m++) {
        double distance = pull_in(&plan->positions[piece->members[m]], limit);
        squares += distance * distance;
    }
    double count = (double) piece->count, wanted = SPACING * sqrt(count / TURN);
    double scale = squares > 0 ? wanted / sqrt(squares / count) : 1;
    for (size_t m = 0; m < piece->count; m++) {
        plan->positions[piece->members[m]].x *= scale;
        plan->positions[piece->members[m]].y *= scale;
    }
}

static void measure_piece(struct plan *plan, const struct piece *piece) {
    double furthest = 0;
    (void) centre_piece(plan, piece);
    for (size_t m = 0; m < piece->count; m++)
        furthest = fmax(furthest, hypot(plan->positions[piece->members[m]].x,
                                        plan->positions[piece->members[m]].y));
    plan->piece_discs[piece - plan->pieces].radius = furthest + PIECE_MARGIN;
}

static lockstep_status place_members(struct plan *plan, const struct piece *piece,
                                     lockstep_error *err) {
    if (piece->count > 2) TRY(run_forces(plan, piece, err));
    for (size_t m = 0; m < piece->count && piece->count <= 2; m++)
        plan->positions[piece->members[m]] = (struct point){SPACING * (double) m, 0};
    scale_piece(plan, piece);
    TRY(part_members(plan, piece, err));
    measure_piece(plan, piece);
    return check_interrupt(err);
}

static lockstep_status place_all_members(struct plan *plan, lockstep_error *err) {
    for (size_t p = 0; p < plan->count; p++) {
        TRY(place_members(plan, &plan->pieces[p], err));
        settings_progress(plan->findings->settings, "layout", "pieces", p + 1, plan->count);
    }
    return LOCKSTEP_OK;
}

/* ---- discs beside each other */

static bool is_free(const struct disc *discs, size_t placed, struct point centre, double radius) {
    for (size_t d = placed; d-- > 0;) { /* the latest are the nearest */
        const struct disc *other = &discs[d];
        if (hypot(centre.x - other->centre.x, centre.y - other->centre.y) < radius + other->radius)
            return false;
    }
    return true;
}

/* The centre of all that is placed, by area. */
static struct point middle_of(const struct disc *discs, size_t placed) {
    struct point middle = {0, 0};
    double areas = 0;
    for (size_t d = 0; d < placed; d++) {
        double area = discs[d].radius * discs[d].radius;
        middle.x += discs[d].centre.x * area, middle.y += discs[d].centre.y * area;
        areas += area;
    }
    return (struct point){middle.x / areas, middle.y / areas};
}

/* Touching discs[anchor], or as near to it as there is room, and of such places the nearest to the
 * middle, so that the whole becomes round. Looks at every disc for every place: for few. */
static void put_tightly(struct disc *discs, size_t which, size_t anchor_index) {
    enum { PLACES = 90 };
    struct disc *disc = &discs[which];
    const struct disc *anchor = &discs[anchor_index];
    struct point middle = middle_of(discs, which);
    double distance = (anchor->radius + disc->radius) * 1.001, best = INFINITY;
    for (; isinf(best); distance += disc->radius / 2)
        for (int i = 0; i < PLACES; i++) {
            struct point centre = {anchor->centre.x + distance * cos(TURN * i / PLACES),
                                   anchor->centre.y + distance * sin(TURN * i / PLACES)};
            double off = hypot(centre.x - middle.x, centre.y - middle.y);
            if (off >= best || !is_free(discs, which, centre, disc->radius)) continue;
            best = off, disc->centre = centre;
        }
}

/* Outwards in a spiral around discs[anchor] to the first place that is free. Discs come by falling
 * size, so what was too narrow before mostly still is: the search goes on from where the last one
 * ended, and begins anew when discs have become a third smaller. */
static void put_beside(struct disc *discs, size_t which, size_t anchor_index) {
    struct disc *disc = &discs[which], *anchor = &discs[anchor_index];
    if (anchor->widest == 0 || disc->radius < anchor->widest * 2 / 3) {
        anchor->widest = disc->radius;
        anchor->distance = anchor->radius + disc->radius;
    }
    for (;;) {
        disc->centre = (struct point){anchor->centre.x + anchor->distance * cos(anchor->angle),
                                      anchor->centre.y + anchor->distance * sin(anchor->angle)};
        if (is_free(discs, which, disc->centre, disc->radius)) return;
        double step = disc->radius / 4 / anchor->distance;
        anchor->angle += step;
        anchor->distance += disc->radius / 2 * step / TURN;
    }
}

static void move_members(struct plan *plan, const struct piece *piece, struct point by) {
    for (size_t m = 0; m < piece->count; m++) {
        plan->positions[piece->members[m]].x += by.x;
        plan->positions[piece->members[m]].y += by.y;
    }
}

/* The pieces of each group around its largest. */
static void pack_pieces(struct plan *plan) {
    for (size_t g = 0; g < plan->group_count; g++) {
        const struct group *group = &plan->groups[g];
        struct disc *discs = &plan->piece_discs[group->first];
        double reach = discs[0].radius;
        for (size_t p = 1; p < group->count; p++) {
            put_beside(discs, p, 0);
            move_members(plan, &plan->pieces[group->first + p], discs[p].centre);
            reach = fmax(reach, hypot(discs[p].centre.x, discs[p].centre.y) + discs[p].radius);
        }
        plan->group_discs[g].radius = reach + MARGIN;
    }
}

/* ---- all groups */

struct link {
    uint32_t group, other; /* other < group: placed before */
};

static int by_group(const void *a, const void *b) {
    const struct link *x = a, *y = b;
    if (x->group != y->group) return x->group < y->group ? -1 : 1;
    return (x->other > y->other) - (x->other < y->other);
}

/* anchors[g] is the group before g that has most ties with it; the largest where there is none. */
static void find_anchors(uint32_t *anchors, struct link *links, const struct plan *plan) {
    const struct centrality *centrality = plan->findings->centrality;
    size_t count = 0, most = 0;
    for (size_t t = 0; t < centrality->tie_count; memory_step(++t)) {
        if (inside(plan, &centrality->ties[t])) continue;
        uint32_t a = (uint32_t) plan->pieces[plan->piece_of[centrality->ties[t].source]].group;
        uint32_t b = (uint32_t) plan->pieces[plan->piece_of[centrality->ties[t].target]].group;
        links[count++] = (struct link){a > b ? a : b, a > b ? b : a};
    }
    qsort(links, count, sizeof *links, by_group);
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && by_group(&links[from], &links[to]) == 0;)
            to++;
        if (from == 0 || links[from].group != links[from - 1].group) most = 0;
        if (to - from > most) anchors[links[from].group] = links[from].other, most = to - from;
    }
}

static lockstep_status pack_groups(struct plan *plan, lockstep_error *err) {
    uint32_t *anchors = arena_alloc(&plan->arena, plan->group_count, sizeof *anchors);
    struct link *links =
        arena_alloc(&plan->arena, plan->findings->centrality->tie_count, sizeof *links);
    if (!anchors || !links) return fail_memory(err, "a layout");
    find_anchors(anchors, links, plan);
    for (size_t g = 1; g < plan->group_count; g++)
        if (g < TIGHT_GROUPS)
            put_tightly(plan->group_discs, g, anchors[g]);
        else
            put_beside(plan->group_discs, g, anchors[g]);
    for (size_t p = 0; p < plan->count; p++) {
        move_members(plan, &plan->pieces[p], plan->group_discs[plan->pieces[p].group].centre);
        for (size_t m = 0; m < plan->pieces[p].count; m++) {
            struct point *at = &plan->positions[plan->pieces[p].members[m]];
            *at = (struct point){round(at->x * 100) / 100, round(at->y * 100) / 100};
        }
    }
    return LOCKSTEP_OK;
}

static int by_place(const void *a, const void *b) {
    const struct point *x = *(struct point *const *) a, *y = *(struct point *const *) b;
    if (x->x != y->x) return x->x < y->x ? -1 : 1;
    if (x->y != y->y) return x->y < y->y ? -1 : 1;
    return (x > y) - (x < y); /* by rank */
}

/* Accounts of the same ties may fall on one point: the later ones move up, past each other. */
static lockstep_status part_equals(struct plan *plan, lockstep_error *err) {
    size_t count = 0;
    struct point **order =
        arena_alloc(&plan->arena, plan->findings->archive->accounts.count, sizeof *order);
    if (!order) return fail_memory(err, "a layout");
    for (size_t p = 0; p < plan->count; p++)
        for (size_t m = 0; m < plan->pieces[p].count; m++)
            order[count++] = &plan->positions[plan->pieces[p].members[m]];
    qsort(order, count, sizeof *order, by_place);
    for (size_t i = 1; i < count; i++)
        if (order[i]->x == order[i - 1]->x && order[i]->y <= order[i - 1]->y)
            order[i]->y = order[i - 1]->y + 1;
    return LOCKSTEP_OK;
}

lockstep_status layout_compute(struct point *positions, const struct findings *findings,
                               lockstep_error *err) {
    struct plan plan = {
        .findings = findings, .positions = positions, .strongest = strongest_account(findings)};
    memset(positions, 0, findings->archive->accounts.count * sizeof *positions);
    lockstep_status status = find_pieces(&plan, err);
    if (status == LOCKSTEP_OK) status = make_discs(&plan, err);
    if (status == LOCKSTEP_OK) status = place_all_members(&plan, err);
    if (status == LOCKSTEP_OK) pack_pieces(&plan);
    if (status == LOCKSTEP_OK) status = pack_groups(&plan, err);
    if (status == LOCKSTEP_OK) status = part_equals(&plan, err);
    arena_release(&plan.arena);
    return status;
}
