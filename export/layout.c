/* Where accounts stand in a picture. A kept cluster, or a connected part of the accounts outside
 * them, is a group: graphviz's sfdp (Hu 2005) lays each out by itself, so that groups never mix,
 * and the discs around them are packed in spirals, the largest in the middle, each beside the group
 * that it has most ties with. */
#include "engine/error.h"
#include "engine/settings.h"
#include "export/export.h"

#include <gvc.h>
#include <math.h>
#include <stdlib.h>

static const double SPACING = 36; /* between accounts, on average */
static const double MARGIN = 24;  /* around a group */
static const double PER_INCH = 72;
static const double TURN = 6.283185307179586;
enum { PRISM_LIMIT = 5000 }; /* accounts; removing overlaps takes 9 s of one core for so many */

struct group {
    uint32_t *members; /* ranks, ascending */
    size_t count;
    const struct tie **ties; /* among the members */
    size_t tie_count;
    struct point centre;
    double radius;
    double angle, distance; /* where the last group beside this one was put */
    double widest;          /* radius of the group that began this round of the spiral */
};

struct plan {
    const struct findings *findings;
    struct point *positions; /* from the group's centre, until the groups have places */
    uint32_t *group_of;      /* by rank; valid for accounts with a tie */
    uint32_t *local;         /* by rank: index among the members of its group */
    double strongest;
    struct group *groups; /* the largest first */
    size_t count;
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
    for (uint32_t a = 0; a < findings->archive->accounts.count; a++)
        strongest = fmax(strongest, findings->centrality->strength[a]);
    return strongest;
}

/* ---- groups */

static uint32_t find_root(uint32_t *parent, uint32_t account) {
    while (parent[account] != account)
        account = parent[account] = parent[parent[account]];
    return account;
}

/* The smallest rank of a group is its root. */
static void unite(uint32_t *parent, uint32_t a, uint32_t b) {
    a = find_root(parent, a), b = find_root(parent, b);
    parent[a > b ? a : b] = a < b ? a : b;
}

static void unite_groups(uint32_t *parent, const struct findings *findings) {
    const struct centrality *centrality = findings->centrality;
    const struct clusters *clusters = findings->clusters;
    for (uint32_t a = 0; a < findings->archive->accounts.count; a++)
        parent[a] = a;
    for (size_t c = 0; c < clusters->kept; c++)
        for (uint32_t m = 1; m < clusters->items[c].count; m++)
            unite(parent, clusters->items[c].members[0], clusters->items[c].members[m]);
    for (size_t t = 0; t < centrality->tie_count; t++) {
        const struct tie *tie = &centrality->ties[t];
        if (!clusters->of_account[tie->source] && !clusters->of_account[tie->target])
            unite(parent, tie->source, tie->target);
    }
}

/* Larger first, then smallest account; members are counted, `members` is still one of all. */
static int by_size(const void *a, const void *b) {
    const struct group *x = a, *y = b;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    return x->members < y->members ? -1 : x->members > y->members;
}

/* Gives every group its slice of `members`, which holds all accounts with a tie: first counts them,
 * with a group's `members` pointing at its root in `parent`, then deals them out. */
static void deal_members(struct plan *plan, uint32_t *parent, uint32_t *members) {
    const uint32_t *degree = plan->findings->centrality->degree;
    uint32_t accounts = plan->findings->archive->accounts.count;
    for (uint32_t a = 0; a < accounts; a++) {
        if (!degree[a]) continue;
        uint32_t root = find_root(parent, a);
        if (plan->group_of[root] == UINT32_MAX) {
            plan->group_of[root] = (uint32_t) plan->count;
            plan->groups[plan->count++] = (struct group){.members = &parent[root]};
        }
        plan->groups[plan->group_of[root]].count++;
    }
    qsort(plan->groups, plan->count, sizeof *plan->groups, by_size);
    for (size_t g = 0; g < plan->count; g++) {
        plan->group_of[*plan->groups[g].members] = (uint32_t) g;
        plan->groups[g].members = members;
        members += plan->groups[g].count;
        plan->groups[g].count = 0;
    }
    for (uint32_t a = 0; a < accounts; a++) {
        if (!degree[a]) continue;
        plan->group_of[a] = plan->group_of[find_root(parent, a)];
        struct group *group = &plan->groups[plan->group_of[a]];
        plan->local[a] = (uint32_t) group->count;
        group->members[group->count++] = a;
    }
}

static bool inside(const struct plan *plan, const struct tie *tie) {
    return plan->group_of[tie->source] == plan->group_of[tie->target];
}

static void deal_ties(struct plan *plan, const struct tie **ties) {
    const struct centrality *centrality = plan->findings->centrality;
    for (size_t t = 0; t < centrality->tie_count; t++)
        if (inside(plan, &centrality->ties[t]))
            plan->groups[plan->group_of[centrality->ties[t].source]].tie_count++;
    for (size_t g = 0; g < plan->count; g++) {
        plan->groups[g].ties = ties;
        ties += plan->groups[g].tie_count;
        plan->groups[g].tie_count = 0;
    }
    for (size_t t = 0; t < centrality->tie_count; t++) {
        if (!inside(plan, &centrality->ties[t])) continue;
        struct group *group = &plan->groups[plan->group_of[centrality->ties[t].source]];
        group->ties[group->tie_count++] = &centrality->ties[t];
    }
}

static lockstep_status find_groups(struct plan *plan, lockstep_error *err) {
    size_t accounts = plan->findings->archive->accounts.count;
    uint32_t *parent = arena_alloc(&plan->arena, accounts, sizeof *parent);
    uint32_t *members = arena_alloc(&plan->arena, accounts, sizeof *members);
    const struct tie **ties =
        arena_alloc(&plan->arena, plan->findings->centrality->tie_count, sizeof *ties);
    plan->group_of = arena_alloc(&plan->arena, accounts, sizeof *plan->group_of);
    plan->local = arena_alloc(&plan->arena, accounts, sizeof *plan->local);
    plan->groups = arena_alloc(&plan->arena, accounts, sizeof *plan->groups);
    if (!parent || !members || !ties || !plan->group_of || !plan->local || !plan->groups)
        return fail_memory(err, "a layout");
    memset(plan->group_of, 0xFF, accounts * sizeof *plan->group_of);
    unite_groups(parent, plan->findings);
    deal_members(plan, parent, members);
    deal_ties(plan, ties);
    return LOCKSTEP_OK;
}

/* ---- one group, by sfdp */

/* The group as a graph whose nodes are named by their index among the members; NULL when memory is
 * out. */
static Agraph_t *group_graph(const struct plan *plan, const struct group *group) {
    struct {
        int kind;
        char name[16], value[16];
    } attributes[] = {{AGRAPH, "start", ""},         {AGRAPH, "overlap", ""},
                      {AGNODE, "shape", "circle"},   {AGNODE, "label", ""},
                      {AGNODE, "fixedsize", "true"}, {AGNODE, "width", "0.5"}};
    snprintf(attributes[0].value, sizeof attributes[0].value, "%d", LAYOUT_SEED);
    strcpy(attributes[1].value, group->count > PRISM_LIMIT ? "true" : "prism");
    char name[32] = "";
    Agraph_t *graph = agopen(name, Agstrictundirected, NULL);
    if (!graph) return NULL;
    Agsym_t *symbol = NULL;
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
        symbol = agattr(graph, attributes[i].kind, attributes[i].name, attributes[i].value);
    for (size_t m = 0; m < group->count; m++) {
        snprintf(name, sizeof name, "%zu", m);
        Agnode_t *node = agnode(graph, name, 1);
        double strength = plan->findings->centrality->strength[group->members[m]];
        snprintf(name, sizeof name, "%.4f",
                 account_diameter(strength, plan->strongest) * 1.2 / PER_INCH);
        agxset(node, symbol, name);
    }
    return graph;
}

static lockstep_status tie_up(Agraph_t *graph, Agnode_t **nodes, const struct plan *plan,
                              const struct group *group, lockstep_error *err) {
    size_t count = 0;
    for (Agnode_t *node = agfstnode(graph); node; node = agnxtnode(graph, node))
        nodes[count++] = node;
    for (size_t t = 0; t < group->tie_count; t++) {
        const struct tie *tie = group->ties[t];
        if (!agedge(graph, nodes[plan->local[tie->source]], nodes[plan->local[tie->target]], NULL,
                    1))
            return fail_memory(err, "a layout");
    }
    return LOCKSTEP_OK;
}

static lockstep_status run_sfdp(GVC_t *context, struct plan *plan, const struct group *group,
                                lockstep_error *err) {
    Agraph_t *graph = group_graph(plan, group);
    Agnode_t **nodes = malloc(group->count * sizeof *nodes);
    lockstep_status status =
        graph && nodes ? tie_up(graph, nodes, plan, group, err) : fail_memory(err, "a layout");
    if (status == LOCKSTEP_OK && gvLayout(context, graph, "sfdp") != 0)
        status = fail(err, LOCKSTEP_EGRAPH, "graphviz cannot run its layout sfdp");
    if (status == LOCKSTEP_OK) {
        for (size_t m = 0; m < group->count; m++)
            plan->positions[group->members[m]] =
                (struct point){ND_pos(nodes[m])[0] * PER_INCH, ND_pos(nodes[m])[1] * PER_INCH};
        gvFreeLayout(context, graph);
    }
    if (graph) agclose(graph);
    free(nodes);
    return status;
}

/* Moves the group's centre to the origin, and gives it the area that its accounts need. */
static void frame(struct plan *plan, struct group *group) {
    struct point centre = {0, 0};
    double squares = 0, furthest = 0;
    for (size_t m = 0; m < group->count; m++) {
        centre.x += plan->positions[group->members[m]].x / (double) group->count;
        centre.y += plan->positions[group->members[m]].y / (double) group->count;
    }
    for (size_t m = 0; m < group->count; m++) {
        struct point *p = &plan->positions[group->members[m]];
        p->x -= centre.x, p->y -= centre.y;
        squares += p->x * p->x + p->y * p->y;
        furthest = fmax(furthest, hypot(p->x, p->y));
    }
    double count = (double) group->count, wanted = SPACING * sqrt(count / TURN);
    double scale = squares > 0 ? fmax(1, wanted / sqrt(squares / count)) : 1;
    for (size_t m = 0; m < group->count; m++) {
        plan->positions[group->members[m]].x *= scale;
        plan->positions[group->members[m]].y *= scale;
    }
    group->radius = furthest * scale + MARGIN;
}

static lockstep_status place_members(GVC_t *context, struct plan *plan, struct group *group,
                                     lockstep_error *err) {
    if (group->count > 2) TRY(run_sfdp(context, plan, group, err));
    for (size_t m = 0; m < group->count && group->count <= 2; m++)
        plan->positions[group->members[m]] = (struct point){SPACING * (double) m, 0};
    frame(plan, group);
    return check_interrupt(err);
}

/* graphviz says what it thinks on stderr unless told otherwise. */
static lockstep_status place_all_members(struct plan *plan, lockstep_error *err) {
    agerrlevel_t before = agseterr(AGMAX);
    GVC_t *context = gvContext();
    lockstep_status status = context ? LOCKSTEP_OK : fail_memory(err, "a layout");
    for (size_t g = 0; g < plan->count && status == LOCKSTEP_OK; g++) {
        status = place_members(context, plan, &plan->groups[g], err);
        settings_progress(plan->findings->settings, "layout", "groups", g + 1, plan->count);
    }
    if (context) gvFreeContext(context);
    agseterr(before);
    return status;
}

/* ---- all groups */

static bool is_free(const struct plan *plan, size_t placed, struct point centre, double radius) {
    for (size_t g = placed; g-- > 0;) { /* the latest are the nearest */
        const struct group *other = &plan->groups[g];
        if (hypot(centre.x - other->centre.x, centre.y - other->centre.y) < radius + other->radius)
            return false;
    }
    return true;
}

/* Outwards in a spiral around `anchor` to the first place that is free. Groups come by falling
 * size, so what was too narrow before mostly still is: the search goes on from where the last one
 * ended, and begins anew when groups have become a third smaller. */
static void put_beside(struct plan *plan, struct group *group, struct group *anchor) {
    size_t placed = (size_t) (group - plan->groups);
    if (anchor->widest == 0 || group->radius < anchor->widest * 2 / 3) {
        anchor->widest = group->radius;
        anchor->distance = anchor->radius + group->radius;
    }
    for (;;) {
        group->centre = (struct point){anchor->centre.x + anchor->distance * cos(anchor->angle),
                                       anchor->centre.y + anchor->distance * sin(anchor->angle)};
        if (is_free(plan, placed, group->centre, group->radius)) return;
        double step = group->radius / 4 / anchor->distance;
        anchor->angle += step;
        anchor->distance += group->radius / 2 * step / TURN;
    }
}

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
    for (size_t t = 0; t < centrality->tie_count; t++) {
        if (inside(plan, &centrality->ties[t])) continue;
        uint32_t a = plan->group_of[centrality->ties[t].source];
        uint32_t b = plan->group_of[centrality->ties[t].target];
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
    uint32_t *anchors = arena_alloc(&plan->arena, plan->count, sizeof *anchors);
    struct link *links =
        arena_alloc(&plan->arena, plan->findings->centrality->tie_count, sizeof *links);
    if (!anchors || !links) return fail_memory(err, "a layout");
    find_anchors(anchors, links, plan);
    for (size_t g = 1; g < plan->count; g++)
        put_beside(plan, &plan->groups[g], &plan->groups[anchors[g]]);
    for (size_t g = 0; g < plan->count; g++) {
        const struct group *group = &plan->groups[g];
        for (size_t m = 0; m < group->count; m++) {
            struct point *p = &plan->positions[group->members[m]];
            *p = (struct point){round((p->x + group->centre.x) * 100) / 100,
                                round((p->y + group->centre.y) * 100) / 100};
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
    for (size_t g = 0; g < plan->count; g++)
        for (size_t m = 0; m < plan->groups[g].count; m++)
            order[count++] = &plan->positions[plan->groups[g].members[m]];
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
    lockstep_status status = find_groups(&plan, err);
    if (status == LOCKSTEP_OK) status = place_all_members(&plan, err);
    if (status == LOCKSTEP_OK) status = pack_groups(&plan, err);
    if (status == LOCKSTEP_OK) status = part_equals(&plan, err);
    arena_release(&plan.arena);
    return status;
}
