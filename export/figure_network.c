/* The network: accounts where the layout put them, clusters on tinted ground with their numbers. */
#include "export/figure.h"

#include "engine/memory.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static const double LARGEST_SCALE = 0.55; /* points per unit of the layout */
enum {
    LIVE_ACCOUNTS = 20000, /* beyond, a picture takes less than their discs */
    TIES_AT_ONCE = 32,     /* strokes of one path do not darken each other */
    LISTED_CLUSTERS = 6,
    LABELS = 128,
    NAMED_PAGE = 24,
    NAMED_COLUMN = 10,
    SPARED_ACCOUNTS = 200 /* labels keep off the discs of so many */
};

/* What lies together: the accounts of one cluster, or those of none. */
struct ground {
    uint32_t cluster;
    const struct network_node *const *nodes; /* by x, then y */
    size_t count, ties;                      /* ties with both ends here */
    struct box box;                          /* on the page */
    struct point middle;                     /* mean of its accounts' places */
    struct point *hull;                      /* around its accounts, turning left */
    size_t corners;
};

struct map {
    const struct figure_network *network;
    bool of_cluster;
    struct box from, to; /* in the layout; on the page */
    double scale;
    const struct network_node **sorted; /* by cluster, then place */
    struct ground *grounds;             /* by cluster */
    size_t ground_count;
    uint32_t *ground_of; /* by node */
    struct point *hulls; /* room for all grounds */
    struct box taken[LABELS + SPARED_ACCOUNTS];
    size_t taken_count; /* by labels and what they spare */
};

static size_t index_of(const struct map *map, const struct network_node *node) {
    return (size_t) (node - map->network->nodes);
}

static struct point place_of(const struct map *map, size_t node) {
    const struct point *at = &map->network->nodes[node].at;
    return (struct point){map->to.left + (at->x - map->from.left) * map->scale,
                          map->to.top + (at->y - map->from.top) * map->scale};
}

static double radius_of(const struct map *map, size_t node) {
    double diameter = account_diameter(map->network->nodes[node].strength, map->network->strongest);
    return fmax(0.6, diameter / 2 * map->scale);
}

/* ---- the map */

static int by_cluster_and_place(const void *a, const void *b) {
    const struct network_node *x = *(const struct network_node *const *) a;
    const struct network_node *y = *(const struct network_node *const *) b;
    if (x->cluster != y->cluster) return x->cluster < y->cluster ? -1 : 1;
    if (x->at.x != y->at.x) return x->at.x < y->at.x ? -1 : 1;
    return (x->at.y > y->at.y) - (x->at.y < y->at.y);
}

static void find_grounds(struct map *map) {
    const struct figure_network *network = map->network;
    for (size_t n = 0; n < network->count; n++)
        map->sorted[n] = &network->nodes[n];
    qsort(map->sorted, network->count, sizeof *map->sorted, by_cluster_and_place);
    for (size_t n = 0; n < network->count; n++) {
        if (n == 0 || map->sorted[n]->cluster != map->sorted[n - 1]->cluster)
            map->grounds[map->ground_count++] =
                (struct ground){.cluster = map->sorted[n]->cluster, .nodes = &map->sorted[n]};
        map->grounds[map->ground_count - 1].count++;
        map->ground_of[index_of(map, map->sorted[n])] = (uint32_t) map->ground_count - 1;
    }
    for (size_t t = 0; t < network->tie_count; memory_step(++t)) {
        uint32_t ground = map->ground_of[network->ties[t].source];
        map->grounds[ground].ties += ground == map->ground_of[network->ties[t].target];
    }
}

static void close_map(struct map *map) {
    free(map->sorted), free(map->grounds), free(map->ground_of), free(map->hulls);
}

/* False when memory is out; close it all the same. */
static bool open_map(struct map *map, const struct series *series) {
    size_t count = series->network.count;
    *map = (struct map){.network = &series->network,
                        .of_cluster = series->study.cluster,
                        .sorted = malloc(count * sizeof *map->sorted),
                        .grounds = malloc(count * sizeof *map->grounds),
                        .ground_of = malloc(count * sizeof *map->ground_of),
                        .hulls = malloc(3 * count * sizeof *map->hulls)};
    if (!map->sorted || !map->grounds || !map->ground_of || !map->hulls) return false;
    find_grounds(map);
    return true;
}

static struct box bounds(const struct figure_network *network) {
    struct box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t n = 0; n < network->count; n++) {
        const struct point *at = &network->nodes[n].at;
        box.left = fmin(box.left, at->x - 22), box.right = fmax(box.right, at->x + 22);
        box.top = fmin(box.top, at->y - 22), box.bottom = fmax(box.bottom, at->y + 22);
    }
    return box;
}

static void bound_ground(struct map *map, struct ground *ground) {
    ground->box = (struct box){INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t n = 0; n < ground->count; n++) {
        struct point at = place_of(map, index_of(map, ground->nodes[n]));
        ground->box.left = fmin(ground->box.left, at.x);
        ground->box.right = fmax(ground->box.right, at.x);
        ground->box.top = fmin(ground->box.top, at.y);
        ground->box.bottom = fmax(ground->box.bottom, at.y);
        ground->middle.x += at.x / (double) ground->count;
        ground->middle.y += at.y / (double) ground->count;
    }
}

/* Positive where a, b, c turn left. */
static double turn(struct point a, struct point b, struct point c) {
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

/* The convex hull of points sorted by x and y (Andrew 1979): one side, then the other. */
static void find_hull(const struct map *map, struct ground *ground, struct point *hull) {
    ground->hull = hull;
    for (int side = 0; side < 2; side++) {
        size_t size = 0;
        hull = ground->hull + ground->corners;
        for (size_t i = 0; i < ground->count; i++) {
            const struct network_node *node = ground->nodes[side ? ground->count - 1 - i : i];
            struct point at = place_of(map, index_of(map, node));
            while (size >= 2 && turn(hull[size - 2], hull[size - 1], at) <= 0)
                size--;
            hull[size++] = at;
        }
        ground->corners += size;
    }
}

static void fit(struct map *map, const struct canvas *canvas, double top) {
    map->from = bounds(map->network);
    double wide = map->from.right - map->from.left, tall = map->from.bottom - map->from.top;
    double room = canvas->width - 12;
    map->scale = fmin(LARGEST_SCALE, fmin(room / wide, room * 0.85 / tall));
    double left = 6 + (room - wide * map->scale) / 2;
    map->to = (struct box){left, top, left + wide * map->scale, top + tall * map->scale};
    struct point *hull = map->hulls;
    for (size_t g = 0; g < map->ground_count; g++) {
        bound_ground(map, &map->grounds[g]);
        find_hull(map, &map->grounds[g], hull);
        hull += map->grounds[g].corners;
    }
}

/* ---- ground, ties, accounts */

/* How far a ground reaches beyond the middles of its accounts. */
static double apron(const struct map *map) {
    return fmax(3, 36 * map->scale) / 2;
}

/* On a dark page Tol's light colours stand for his bright ones, hue by hue. */
static struct colour colour_of(const struct canvas *canvas, uint32_t cluster) {
    static const struct colour light[] = {{0x77, 0xAA, 0xDD}, {0xEE, 0x88, 0x66},
                                          {0x44, 0xBB, 0x99}, {0xEE, 0xDD, 0x88},
                                          {0x99, 0xDD, 0xFF}, {0xFF, 0xAA, 0xBB}};
    if (canvas->look->theme != THEME_SCREEN || !cluster) return cluster_colour(cluster);
    return light[(cluster - 1) % (sizeof light / sizeof *light)];
}

static struct colour tint(struct colour colour, enum theme theme) {
    double paper = theme == THEME_SCREEN ? 0x16 : 0xFF, share = theme == THEME_SCREEN ? 0.75 : 0.86;
    return (struct colour){(uint8_t) (colour.red * (1 - share) + paper * share),
                           (uint8_t) (colour.green * (1 - share) + paper * share),
                           (uint8_t) (colour.blue * (1 - share) + paper * share)};
}

static void draw_grounds(struct canvas *canvas, const struct map *map) {
    cairo_set_line_join(canvas->cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_width(canvas->cairo, 2 * apron(map));
    for (size_t g = 0; g < map->ground_count; g++) {
        if (!map->grounds[g].cluster) continue;
        for (size_t c = 0; c < map->grounds[g].corners; c++)
            cairo_line_to(canvas->cairo, map->grounds[g].hull[c].x, map->grounds[g].hull[c].y);
        cairo_close_path(canvas->cairo);
        canvas_colour(canvas, tint(colour_of(canvas, map->grounds[g].cluster), canvas->look->theme),
                      1);
        cairo_fill_preserve(canvas->cairo);
        cairo_stroke(canvas->cairo);
        memory_keep(); /* a stroke goes all over the picture */
    }
}

/* So faint that ties which lie evenly over a disc of the ground's size leave a third of its middle
 * uncovered. */
static double tie_alpha(const struct ground *ground) {
    double wide = ground->box.right - ground->box.left, tall = ground->box.bottom - ground->box.top;
    double layers = 0.6 * (double) ground->ties / fmax(4, 0.8 * (wide + tall));
    return fmin(0.7, fmax(0.02, 0.9 / fmax(1, layers)));
}

/* Ties between clusters are drawn like those of no cluster. */
static const struct ground *ground_of_tie(const struct map *map, size_t tie) {
    uint32_t source = map->ground_of[map->network->ties[tie].source];
    uint32_t target = map->ground_of[map->network->ties[tie].target];
    return source == target ? &map->grounds[source] : NULL;
}

/* A tie's line is as wide as its weight says, in eighths of a point. */
static int tie_width(const struct figure_network *network, size_t tie) {
    double most = network->ties[network->tie_count - 1].weight;
    return 2 + (most > 0 ? (int) (8 * fmax(0, network->ties[tie].weight) / most) : 0);
}

static void draw_ties(struct canvas *canvas, const struct map *map) {
    const struct figure_network *network = map->network;
    for (size_t from = 0, to; from < network->tie_count; from = to) {
        const struct ground *ground = ground_of_tie(map, from);
        int width = tie_width(network, from);
        for (to = from; to < network->tie_count && to - from < TIES_AT_ONCE &&
                        ground_of_tie(map, to) == ground && tie_width(network, to) == width;
             to++) {
            struct point a = place_of(map, network->ties[to].source);
            struct point b = place_of(map, network->ties[to].target);
            cairo_move_to(canvas->cairo, a.x, a.y);
            cairo_line_to(canvas->cairo, b.x, b.y);
        }
        canvas_colour(canvas, colour_of(canvas, ground ? ground->cluster : 0),
                      ground ? tie_alpha(ground) : 0.25);
        cairo_set_line_width(canvas->cairo, width / 8.0);
        cairo_stroke(canvas->cairo);
        memory_keep(); /* a stroke goes all over the picture */
    }
}

static void draw_accounts(struct canvas *canvas, const struct map *map) {
    for (size_t n = 0; n < map->network->count; n++) {
        struct point at = place_of(map, n);
        double radius = radius_of(map, n);
        canvas_ink(canvas, INK_PAPER, 1);
        if (radius > 1.2) canvas_disc(canvas, at.x, at.y, radius + 0.4);
        canvas_colour(canvas, colour_of(canvas, map->network->nodes[n].cluster), 1);
        canvas_disc(canvas, at.x, at.y, radius);
    }
}

static void draw_map(struct canvas *canvas, const struct map *map) {
    bool crowded = map->network->count > LIVE_ACCOUNTS;
    if (crowded) canvas_begin_picture(canvas, map->to.top, map->to.bottom);
    if (!map->of_cluster) draw_grounds(canvas, map);
    draw_ties(canvas, map);
    draw_accounts(canvas, map);
    if (crowded) canvas_end_picture(canvas, map->to.top);
}

/* ---- labels, none over another */

static bool overlaps(const struct box *a, const struct box *b) {
    return a->left < b->right && b->left < a->right && a->top < b->bottom && b->top < a->bottom;
}

static bool is_free(const struct map *map, const struct canvas *canvas, const struct box *box) {
    if (box->left < 2 || box->right > canvas->width - 2) return false;
    if (box->top < map->to.top - 4 || box->bottom > map->to.bottom + 4) return false;
    for (size_t i = 0; i < map->taken_count; i++)
        if (overlaps(&map->taken[i], box)) return false;
    return true;
}

static bool take(struct map *map, const struct canvas *canvas, struct box box) {
    if (map->taken_count == sizeof map->taken / sizeof *map->taken) return false;
    if (!is_free(map, canvas, &box)) return false;
    map->taken[map->taken_count++] = box;
    return true;
}

static void put_label(struct canvas *canvas, const struct place *place, enum font font,
                      struct slice text) {
    canvas_halo(canvas, place, font, text);
    canvas_ink(canvas, INK_TEXT, 1);
    canvas_text(canvas, place, font, text);
}

/* Whether a box is clear of a ground, its apron included: a line along one side of the hull, or of
 * the box, parts them. */
static bool is_clear(const struct map *map, const struct ground *ground, const struct box *box) {
    double margin = apron(map);
    struct box wide = {box->left - margin, box->top - margin, box->right + margin,
                       box->bottom + margin};
    if (!overlaps(&wide, &ground->box)) return true;
    const struct point corners[] = {{box->left, box->top},
                                    {box->right, box->top},
                                    {box->left, box->bottom},
                                    {box->right, box->bottom}};
    for (size_t c = 0; c < ground->corners; c++) {
        struct point a = ground->hull[c], b = ground->hull[(c + 1) % ground->corners];
        double furthest = -INFINITY, limit = -margin * hypot(b.x - a.x, b.y - a.y);
        for (size_t i = 0; i < 4; i++)
            furthest = fmax(furthest, turn(a, b, corners[i]));
        if (limit < 0 && furthest < limit) return true;
    }
    return false;
}

/* The first of a ground's accounts, which are sorted by x, that stands at `left` or right of it. */
static size_t first_from(const struct map *map, const struct ground *ground, double left) {
    size_t low = 0;
    for (size_t high = ground->count; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (place_of(map, index_of(map, ground->nodes[middle])).x < left)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Accounts of the ground under the box. */
static size_t covered(const struct map *map, const struct ground *ground, const struct box *box) {
    double largest = fmax(0.6, account_diameter(1, 1) / 2 * map->scale);
    size_t count = 0;
    for (size_t n = first_from(map, ground, box->left - largest); n < ground->count; n++) {
        size_t node = index_of(map, ground->nodes[n]);
        struct point at = place_of(map, node);
        double radius = radius_of(map, node);
        if (at.x - largest > box->right) break;
        count += at.x + radius > box->left && at.x - radius < box->right &&
                 at.y + radius > box->top && at.y - radius < box->bottom;
    }
    return count;
}

/* What a number costs there: accounts that it covers, less where they are many; leaving the
 * cluster's ground; standing on another's, whose number it would be taken for; and how far it is
 * off the middle. */
static double cost_of(const struct map *map, const struct ground *own, const struct box *box) {
    double cost = is_clear(map, own, box) ? 1 : 0;
    for (size_t g = 0; g < map->ground_count; g++) {
        const struct ground *ground = &map->grounds[g];
        bool whole_page = ground->cluster == 0;
        if (!whole_page && is_clear(map, ground, box)) continue;
        if (!whole_page && ground != own) cost += 10;
        double hidden = (double) covered(map, ground, box);
        cost += hidden * (ground == own ? fmin(1, 20 / (double) own->count) : 1);
    }
    double x = (box->left + box->right) / 2 - own->middle.x;
    double y = (box->top + box->bottom) / 2 - own->middle.y;
    double wide = own->box.right - own->box.left, tall = own->box.bottom - own->box.top;
    return cost + 0.5 * hypot(x, y) / (20 + hypot(wide, tall));
}

/* Over the ground and around it, its middle first. */
enum { RASTER = 11 };
static struct box raster_box(const struct map *map, const struct ground *ground,
                             struct extent extent, int place) {
    const struct box *at = &ground->box;
    double wide = at->right - at->left + 2 * apron(map) + extent.width + 2;
    double tall = at->bottom - at->top + 2 * apron(map) + extent.height;
    double left = (at->left + at->right - wide - extent.width) / 2;
    double top = (at->top + at->bottom - tall - extent.height) / 2;
    struct point corner = {left + wide * (place % RASTER) / (RASTER - 1),
                           top + tall * (place / RASTER) / (RASTER - 1)};
    if (place == RASTER * RASTER)
        corner = (struct point){ground->middle.x - extent.width / 2,
                                ground->middle.y - extent.height / 2};
    return (struct box){corner.x, corner.y, corner.x + extent.width, corner.y + extent.height};
}

/* Where it costs least; false where other labels leave no room. */
static bool find_place(struct map *map, const struct canvas *canvas, const struct ground *ground,
                       struct extent extent, struct box *place) {
    double least = INFINITY;
    for (int p = RASTER * RASTER; p >= 0; p--) {
        struct box box = raster_box(map, ground, extent, p);
        if (!is_free(map, canvas, &box)) continue;
        double cost = cost_of(map, ground, &box);
        if (cost < least) least = cost, *place = box;
    }
    return least < INFINITY && take(map, canvas, *place);
}

/* The larger clusters' numbers first. Returns how many find no room. */
static size_t label_clusters(struct canvas *canvas, struct map *map) {
    size_t missing = 0;
    for (size_t g = 0, listed = 0; g < map->ground_count; g++) {
        const struct ground *ground = &map->grounds[g];
        struct box box = {0};
        char text[16];
        if (!ground->cluster) continue;
        snprintf(text, sizeof text, "%" PRIu32, ground->cluster);
        enum font font = listed++ < LISTED_CLUSTERS ? FONT_BOLD : FONT_SMALL;
        struct extent extent = canvas_measure(canvas, font, slice_of(text), 0, 1);
        bool found = map->taken_count < LABELS && find_place(map, canvas, ground, extent, &box);
        missing += !found;
        struct place place = {.x = box.left, .y = box.top};
        if (found) put_label(canvas, &place, font, slice_of(text));
    }
    return missing;
}

/* In a small network no label may cover an account. */
static void spare_accounts(struct map *map) {
    for (size_t n = 0; n < map->network->count && map->network->count <= SPARED_ACCOUNTS; n++) {
        struct point at = place_of(map, n);
        double radius = radius_of(map, n);
        map->taken[map->taken_count++] =
            (struct box){at.x - radius, at.y - radius, at.x + radius, at.y + radius};
    }
}

static int stronger_first(const void *a, const void *b) {
    const struct network_node *x = *(const struct network_node *const *) a;
    const struct network_node *y = *(const struct network_node *const *) b;
    if (x->strength != y->strength) return x->strength > y->strength ? -1 : 1;
    return (x > y) - (x < y);
}

/* Right of the account, left of it, below or above: where there is room, and it hides the fewest
 * accounts. */
static bool label_account(struct canvas *canvas, struct map *map, size_t node) {
    const struct slice name = map->network->nodes[node].name;
    struct extent extent = canvas_measure(canvas, FONT_SMALL, name, 80, 1);
    struct point at = place_of(map, node);
    double radius = radius_of(map, node);
    struct point corners[] = {
        {at.x + radius + 1.5, at.y - extent.height / 2},
        {at.x - radius - 1.5 - extent.width, at.y - extent.height / 2},
        {at.x - extent.width / 2, at.y + radius},
        {at.x - extent.width / 2, at.y - radius - extent.height},
    };
    struct box best = {0};
    size_t fewest = SIZE_MAX;
    for (size_t c = 0; c < sizeof corners / sizeof *corners; c++) {
        struct box box = {corners[c].x, corners[c].y, corners[c].x + extent.width,
                          corners[c].y + extent.height};
        if (!is_free(map, canvas, &box)) continue;
        size_t hidden = covered(map, &map->grounds[map->ground_of[node]], &box);
        if (hidden < fewest) fewest = hidden, best = box;
    }
    if (fewest == SIZE_MAX || !take(map, canvas, best)) return false;
    struct place place = {.x = best.left, .y = best.top, .limit = extent.width + 0.5, .lines = 1};
    put_label(canvas, &place, FONT_SMALL, name);
    return true;
}

static void label_accounts(struct canvas *canvas, struct map *map) {
    size_t count = map->network->count, wanted = canvas->width > 300 ? NAMED_PAGE : NAMED_COLUMN;
    const struct network_node **order = malloc(count * sizeof *order);
    if (!order) {
        canvas->out_of_memory = true;
        return;
    }
    for (size_t n = 0; n < count; n++)
        order[n] = &map->network->nodes[n];
    qsort(order, count, sizeof *order, stronger_first);
    spare_accounts(map);
    for (size_t i = 0, named = 0; i < count && i < 4 * wanted && named < wanted; i++)
        named += label_account(canvas, map, index_of(map, order[i]));
    free(order);
}

/* ---- the whole */

static void list_ground(struct canvas *canvas, const struct ground *ground, double *x, double *y) {
    enum language language = canvas->look->language;
    char number[NUMBER_ROOM], name[PHRASE], size[PHRASE], text[PHRASE];
    snprintf(number, sizeof number, "%" PRIu32, ground->cluster);
    phrase(name, language, ground->cluster ? WORD_CLUSTER : WORD_OUTSIDE, number);
    counted(size, language, WORD_N_ACCOUNTS, ground->count);
    phrase(text, language, WORD_NUMBERED, name, size);
    double width = canvas_measure(canvas, FONT_BODY, slice_of(text), 0, 1).width + 9;
    if (*x > 6 && *x + width > canvas->width - 6) *x = 6, *y += 10;
    canvas_colour(canvas, colour_of(canvas, ground->cluster), 1);
    canvas_disc(canvas, *x + 3, *y + 5, 3);
    canvas_ink(canvas, INK_TEXT, 1);
    struct place place = {.x = *x + 9, .y = *y + 5, .down = 0.5};
    canvas_text(canvas, &place, FONT_BODY, slice_of(text));
    *x += width + 10;
}

static void count_rest(struct canvas *canvas, size_t clusters, double *x, double *y) {
    char text[PHRASE];
    counted(text, canvas->look->language, WORD_AND_MORE, clusters);
    double width = canvas_measure(canvas, FONT_BODY, slice_of(text), 0, 1).width;
    if (*x + width > canvas->width - 6) *x = 6, *y += 10;
    canvas_ink(canvas, INK_MUTED, 1);
    struct place place = {.x = *x, .y = *y + 5, .down = 0.5};
    canvas_text(canvas, &place, FONT_BODY, slice_of(text));
    *x += width + 10;
}

/* The largest clusters in words, so that colour is not all there is, and what is grey. Returns
 * where the map begins. */
static double list_grounds(struct canvas *canvas, const struct map *map, double y) {
    double x = 6;
    size_t clusters = 0;
    for (size_t g = 0; g < map->ground_count; g++)
        if (map->grounds[g].cluster && clusters++ < LISTED_CLUSTERS)
            list_ground(canvas, &map->grounds[g], &x, &y);
    if (clusters > LISTED_CLUSTERS) count_rest(canvas, clusters - LISTED_CLUSTERS, &x, &y);
    if (!map->grounds[0].cluster) list_ground(canvas, &map->grounds[0], &x, &y);
    return y + 12;
}

/* How many of the accounts and ties are drawn. */
static void note_drawn(struct buffer *notes, enum language language,
                       const struct figure_network *network) {
    char drawn[NUMBER_ROOM], all[NUMBER_ROOM], note[PHRASE];
    count_words(all, language, network->accounts);
    count_words(drawn, language, network->count);
    if (network->accounts > network->count)
        figure_note(notes, phrase(note, language, WORD_STRONGEST_ACCOUNTS, drawn, all));
    count_words(all, language, network->ties_in_all);
    count_words(drawn, language, network->tie_count);
    if (network->ties_in_all > network->tie_count)
        figure_note(notes, phrase(note, language, WORD_STRONGEST_TIES, drawn, all));
    else
        figure_note(notes, counted(note, language, WORD_N_TIES, network->ties_in_all));
}

static double draw_whole(struct canvas *canvas, struct map *map, const struct series *series,
                         double top) {
    enum language language = canvas->look->language;
    struct buffer notes = {0};
    char note[PHRASE];
    size_t missing = 0;
    fit(map, canvas, map->of_cluster ? top : list_grounds(canvas, map, top));
    draw_map(canvas, map);
    if (map->of_cluster)
        label_accounts(canvas, map);
    else
        missing = label_clusters(canvas, map);
    note_drawn(&notes, language, map->network);
    if (missing) figure_note(&notes, counted(note, language, WORD_UNNUMBERED, missing));
    double height = figure_foot(canvas, map->to.bottom, &series->study, buffer_slice(&notes));
    buffer_release(&notes);
    return height;
}

double draw_network(struct canvas *canvas, const struct series *series) {
    enum language language = canvas->look->language;
    char title[PHRASE];
    figure_title(title, language, &series->study, WORD_NETWORK);
    if (!series->network.count)
        return figure_of_nothing(canvas, &series->study, slice_of(title), WORD_NO_TIES);
    double height =
        figure_head(canvas, slice_of(title), slice_of(word(language, WORD_NETWORK_UNIT)));
    struct map map;
    if (open_map(&map, series))
        height = draw_whole(canvas, &map, series, height);
    else
        canvas->out_of_memory = true;
    close_map(&map);
    return height;
}
