/* What is said of a cluster in STIX: that its accounts act together, which is no judgement on who
 * they are. It is a campaign only where nothing marks it as an event, news, fans or a network that
 * says that it is one. */
#include "export/stix.h"

#include "engine/error.h"
#include "engine/memory.h"
#include "export/findings.h"
#include "export/ledger_json.h"
#include "export/stix_id.h"

#include <inttypes.h>
#include <stdlib.h>

static const char caution[] =
    "These accounts act together more than chance explains. That is coordination: it does not say "
    "who they are, who directs them, or that they deceive.";

/* jansson passes NULL on from call to call; that any was met says at the end that memory is out. */
struct bundle {
    const struct dossier *dossier;
    json_t *objects;
    json_t *members;         /* identifiers of the accounts, by place in the cluster's members */
    char created[TIME_TEXT]; /* of all objects: the last post of the data */
    char author[STIX_ID], cluster[STIX_ID], campaign[STIX_ID]; /* campaign: "" for none */
    bool failed;
};

static void put(struct bundle *bundle, json_t *object, const char *key, json_t *value) {
    if (json_object_set_new(object, key, value) != 0) bundle->failed = true;
}

static void append(struct bundle *bundle, json_t *array, json_t *value) {
    if (json_array_append_new(array, value) != 0) bundle->failed = true;
}

static json_t *one(struct bundle *bundle, json_t *value) {
    json_t *array = json_array();
    append(bundle, array, value);
    return array;
}

static json_t *texts(struct bundle *bundle, const char *text) {
    return one(bundle, json_string(text));
}

/* "2023-07-06T08:31:12.250Z": milliseconds, always. */
static char *stix_time(char out[TIME_TEXT], int64_t microseconds) {
    int64_t rest = microseconds % MICROSECONDS;
    rest += rest < 0 ? MICROSECONDS : 0;
    time_format(out, microseconds - rest);
    size_t size = strlen(out) - 1;
    snprintf(out + size, TIME_TEXT - size, ".%03dZ", (int) (rest / 1000));
    return out;
}

static json_t *moment(int64_t microseconds) {
    char text[TIME_TEXT];
    return json_string(stix_time(text, microseconds));
}

/* ---- objects */

static json_t *object_of(struct bundle *bundle, const char *type, const char *id) {
    json_t *object = json_object();
    put(bundle, object, "type", json_string(type));
    put(bundle, object, "spec_version", json_string("2.1"));
    put(bundle, object, "id", json_string(id));
    if (json_array_append(bundle->objects, object) != 0) bundle->failed = true;
    bool owned = json_array_size(bundle->objects) && !bundle->failed;
    json_decref(object);
    return owned ? object : NULL; /* the bundle owns it */
}

/* One that has an author and a date. `names` are what its identifier is made of. */
static json_t *domain_object(struct bundle *bundle, char id[STIX_ID], const char *type,
                             const char *const *names) {
    if (!stix_own_id(id, type, names)) bundle->failed = true, *id = '\0';
    json_t *object = object_of(bundle, type, id);
    put(bundle, object, "created", json_string(bundle->created));
    put(bundle, object, "modified", json_string(bundle->created));
    put(bundle, object, "created_by_ref", json_string(bundle->author));
    return object;
}

static void relate(struct bundle *bundle, const char *source, const char *type, const char *target,
                   json_t **out) {
    char id[STIX_ID];
    const char *names[] = {source, type, target, NULL};
    json_t *object = domain_object(bundle, id, "relationship", names);
    put(bundle, object, "relationship_type", json_string(type));
    put(bundle, object, "source_ref", json_string(source));
    put(bundle, object, "target_ref", json_string(target));
    if (out) *out = object;
}

static void add_author(struct bundle *bundle) {
    const char *names[] = {"lockstep", NULL};
    if (!stix_own_id(bundle->author, "identity", names)) bundle->failed = true;
    json_t *object = object_of(bundle, "identity", bundle->author);
    put(bundle, object, "created", json_string(bundle->created));
    put(bundle, object, "modified", json_string(bundle->created));
    put(bundle, object, "name", json_string("lockstep"));
    put(bundle, object, "identity_class", json_string("system"));
    put(bundle, object, "description", json_string(lockstep_version()));
}

/* ---- accounts */

/* As the vocabulary of account types has it; "" where the platform is not known. */
static const char *account_type(const struct account *account) {
    if (slice_equal(account->platform, SLICE("x"))) return "twitter";
    return account->platform.size ? account->platform.at : "";
}

static bool is_closed(struct slice status) {
    static const char *const closed[] = {"suspended", "deleted", "disabled", "deactivated"};
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        if (slice_equal(status, slice_of(closed[i]))) return true;
    return false;
}

/* What an identifier is made of. */
static json_t *account_key(struct bundle *bundle, const struct account *account) {
    json_t *key = json_object();
    if (*account_type(account))
        put(bundle, key, "account_type", json_string(account_type(account)));
    put(bundle, key, "user_id", json_text(account->id));
    if (account->facts->handle.size)
        put(bundle, key, "account_login", json_text(account->facts->handle));
    return key;
}

static void add_account(struct bundle *bundle, uint32_t rank) {
    char id[STIX_ID] = "";
    const struct account *account = dossier_account(bundle->dossier, rank);
    const struct account_facts *facts = account->facts;
    json_t *key = account_key(bundle, account);
    if (!stix_observable_id(id, "user-account", key)) bundle->failed = true;
    json_t *object = object_of(bundle, "user-account", id);
    if (json_object_update(object, key) != 0) bundle->failed = true;
    json_decref(key);
    if (facts->display_name.size)
        put(bundle, object, "display_name", json_text(facts->display_name));
    if (facts->created != INT64_MIN) put(bundle, object, "account_created", moment(facts->created));
    if (is_closed(facts->status)) put(bundle, object, "is_disabled", json_true());
    append(bundle, bundle->members, json_string(id));
}

/* ---- the cluster */

static void name_cluster(struct bundle *bundle, json_t *object) {
    char name[80];
    const struct cluster *cluster = bundle->dossier->cluster;
    snprintf(name, sizeof name, "Cluster %" PRIu32 ": coordinated activity of %" PRIu32 " accounts",
             cluster->number, cluster->count);
    put(bundle, object, "name", json_string(name));
}

/* A cluster is its accounts: those of another run with the same ones are the same. */
static void add_cluster(struct bundle *bundle) {
    char *text = json_dumps(bundle->members, JSON_COMPACT);
    const char *names[] = {text ? text : "", NULL};
    if (!text) bundle->failed = true;
    json_t *object = domain_object(bundle, bundle->cluster, "grouping", names);
    free(text);
    name_cluster(bundle, object);
    put(bundle, object, "context", json_string("unspecified"));
    put(bundle, object, "description", json_string(caution));
    put(bundle, object, "object_refs", json_deep_copy(bundle->members));
}

static void add_campaign(struct bundle *bundle) {
    const struct cluster *cluster = bundle->dossier->cluster;
    const char *names[] = {bundle->cluster, NULL};
    if (cluster->signs.marks) return;
    json_t *object = domain_object(bundle, bundle->campaign, "campaign", names);
    name_cluster(bundle, object);
    put(bundle, object, "description", json_string(caution));
    put(bundle, object, "first_seen", moment(cluster->first_time));
    put(bundle, object, "last_seen", moment(cluster->last_time));
    relate(bundle, bundle->cluster, "related-to", bundle->campaign, NULL);
}

/* ---- findings */

static json_t *reference(struct bundle *bundle, const char *source, json_t *external) {
    json_t *object = json_object();
    put(bundle, object, "source_name", json_string(source));
    put(bundle, object, "external_id", external);
    return object;
}

/* The cluster, and those of its accounts that the finding names. */
static json_t *subjects(struct bundle *bundle, const struct claim *claim) {
    const struct dossier *dossier = bundle->dossier;
    json_t *refs = texts(bundle, bundle->cluster);
    for (uint32_t i = 0; i < claim->accounts_shown; i++) {
        uint32_t account = claim->accounts[i], seat = dossier->all->seat[account];
        if (is_member(dossier, account))
            append(bundle, refs, json_incref(json_array_get(bundle->members, seat)));
    }
    return refs;
}

static json_t *evidence_of(struct bundle *bundle, const struct claim *claim) {
    char room[192];
    json_t *references = json_array();
    for (uint32_t i = 0; i < claim->posts_shown; i++)
        append(bundle, references,
               reference(bundle, "post",
                         json_text(dossier_post_id(bundle->dossier, claim->posts[i], room))));
    return references;
}

static void add_finding(struct bundle *bundle, const struct claim *claim, const json_t *finding) {
    char id[STIX_ID], abstract[96];
    const char *number = json_string_value(json_object_get(finding, "id"));
    const char *sentence = json_string_value(json_object_get(finding, "statement"));
    if (!number || !sentence) {
        bundle->failed = true;
        return;
    }
    snprintf(abstract, sizeof abstract, "%s %s", number, statement_key(claim->statement));
    const char *names[] = {bundle->cluster, abstract, sentence, NULL};
    json_t *object = domain_object(bundle, id, "note", names);
    put(bundle, object, "abstract", json_string(abstract));
    put(bundle, object, "content", json_string(sentence));
    put(bundle, object, "lang", json_string(bundle->dossier->all->wording->language));
    put(bundle, object, "object_refs", subjects(bundle, claim));
    if (claim->posts_shown) put(bundle, object, "external_references", evidence_of(bundle, claim));
}

static void add_findings(struct bundle *bundle) {
    const struct ledger *ledger = &bundle->dossier->ledger;
    json_t *findings = ledger_findings(bundle->dossier);
    if (!findings) bundle->failed = true;
    for (size_t f = 0; f < ledger->count && findings; f++)
        add_finding(bundle, &ledger->claims[f], json_array_get(findings, f));
    json_decref(findings);
}

/* ---- techniques */

/* The findings that suggest a technique, as references. */
static json_t *supporting(struct bundle *bundle, const struct technique *technique) {
    const struct ledger *ledger = &bundle->dossier->ledger;
    json_t *references = json_array();
    for (size_t f = 0; f < ledger->count; f++) {
        char id[24];
        if (!technique_supported(technique, &ledger->claims[f])) continue;
        snprintf(id, sizeof id, "F%zu", f + 1);
        append(bundle, references, reference(bundle, "lockstep finding", json_string(id)));
    }
    return references;
}

static void add_pattern(struct bundle *bundle, char id[STIX_ID],
                        const struct technique *technique) {
    char description[160];
    const char *names[] = {DISARM, technique->id, NULL};
    json_t *object = domain_object(bundle, id, "attack-pattern", names);
    json_t *phase =
        json_pack("{s:s, s:s}", "kill_chain_name", "disarm", "phase_name", technique->tactic);
    json_t *known_as = reference(bundle, "DISARM", json_string(technique->id));
    snprintf(description, sizeof description, "%s red framework%s%s%s", DISARM,
             *technique->former ? "; " : "", technique->former,
             *technique->former ? " in earlier versions" : "");
    put(bundle, known_as, "description", json_string(description));
    put(bundle, object, "name", json_string(technique->name));
    put(bundle, object, "kill_chain_phases", one(bundle, phase));
    put(bundle, object, "external_references", one(bundle, known_as));
    if (bundle->dossier->findings->settings->stix == STIX_OPENCTI)
        put(bundle, object, "x_mitre_id", json_string(technique->id));
}

static void add_techniques(struct bundle *bundle) {
    size_t count;
    const struct technique *table = technique_table(&count);
    for (size_t t = 0; t < count; t++) {
        char id[STIX_ID];
        json_t *relation, *references = supporting(bundle, &table[t]);
        if (json_array_size(references)) {
            add_pattern(bundle, id, &table[t]);
            bool is_campaign = *bundle->campaign;
            relate(bundle, is_campaign ? bundle->campaign : bundle->cluster,
                   is_campaign ? "uses" : "related-to", id, &relation);
            put(bundle, relation, "description",
                json_string("Suggested by the findings that are referred to; not proven."));
            put(bundle, relation, "external_references", json_incref(references));
        }
        json_decref(references);
    }
}

/* ---- what OpenCTI has beside the standard */

static void add_channel(struct bundle *bundle, size_t member) {
    char id[STIX_ID];
    const struct account *account =
        dossier_account(bundle->dossier, bundle->dossier->cluster->members[member]);
    const char *observable = json_string_value(json_array_get(bundle->members, member));
    const char *names[] = {observable ? observable : "", NULL};
    struct slice handle = account->facts->handle;
    json_t *object = domain_object(bundle, id, "channel", names);
    put(bundle, object, "name", json_text(handle.size ? handle : account->name));
    if (*account_type(account))
        put(bundle, object, "channel_types", texts(bundle, account_type(account)));
    relate(bundle, id, "related-to", names[0], NULL);
    if (*bundle->campaign) relate(bundle, bundle->campaign, "uses", id, NULL);
}

/* A post has an address where the platform's is known. */
static void add_media(struct bundle *bundle, const struct shared_object *shared) {
    char room[192], url[256], id[STIX_ID] = "";
    uint32_t post = shared->first_inside.post;
    const struct account *account = dossier_account(bundle->dossier, shared->first_inside.account);
    struct slice name = dossier_post_id(bundle->dossier, post, room);
    bool is_number = name.size && strspn(name.at, "0123456789") == name.size;
    if (strcmp(account_type(account), "twitter") != 0 || !is_number) return;
    snprintf(url, sizeof url, "https://x.com/i/web/status/%.*s", (int) name.size, name.at);
    json_t *key = json_pack("{s:s}", "url", url);
    if (!stix_observable_id(id, "media-content", key)) bundle->failed = true;
    json_decref(key);
    json_t *object = object_of(bundle, "media-content", id);
    put(bundle, object, "url", json_string(url));
    put(bundle, object, "content", json_text(dossier_body(bundle->dossier, post)));
    put(bundle, object, "publication_date", moment(shared->first_inside.time));
    relate(bundle, bundle->cluster, "related-to", id, NULL);
}

static void add_opencti(struct bundle *bundle) {
    const struct part *own = bundle->dossier->own;
    for (size_t m = 0; m < bundle->dossier->cluster->count; m++)
        add_channel(bundle, m);
    for (size_t o = 0; own && o < own->object_count && o < SHOWN_OBJECTS; memory_step(++o))
        if (object_shows_text(bundle->dossier, own->objects[o].object))
            add_media(bundle, &own->objects[o]);
}

/* ---- all of it */

static void add_report(struct bundle *bundle) {
    char id[STIX_ID];
    const char *names[] = {bundle->cluster, bundle->created, NULL};
    json_t *refs = json_array();
    for (size_t i = 0; i < json_array_size(bundle->objects); i++)
        append(bundle, refs,
               json_incref(json_object_get(json_array_get(bundle->objects, i), "id")));
    json_t *object = domain_object(bundle, id, "report", names);
    name_cluster(bundle, object);
    put(bundle, object, "description", json_string(caution));
    put(bundle, object, "report_types", texts(bundle, "observed-data"));
    put(bundle, object, "published", json_string(bundle->created));
    put(bundle, object, "object_refs", refs);
}

static json_t *bundle_json(struct bundle *bundle) {
    char id[STIX_ID];
    const struct cluster *cluster = bundle->dossier->cluster;
    stix_time(bundle->created, dossier_background(bundle->dossier)->last);
    bundle->objects = json_array();
    bundle->members = json_array();
    add_author(bundle);
    for (uint32_t m = 0; m < cluster->count; m++)
        add_account(bundle, cluster->members[m]);
    add_cluster(bundle);
    add_campaign(bundle);
    add_findings(bundle);
    add_techniques(bundle);
    if (bundle->dossier->findings->settings->stix == STIX_OPENCTI) add_opencti(bundle);
    add_report(bundle);
    const char *names[] = {bundle->cluster, bundle->created, NULL};
    if (!stix_own_id(id, "bundle", names)) bundle->failed = true, *id = '\0';
    json_decref(bundle->members);
    return json_pack("{s:s, s:s, s:o}", "type", "bundle", "id", id, "objects", bundle->objects);
}

lockstep_status dossier_write_stix(FILE *out, const struct dossier *dossier, lockstep_error *err) {
    struct bundle bundle = {.dossier = dossier};
    json_t *whole = bundle_json(&bundle);
    lockstep_status status = whole && !bundle.failed ? LOCKSTEP_OK : fail_memory(err, "STIX");
    if (status == LOCKSTEP_OK && json_dumpf(whole, out, JSON_SORT_KEYS | JSON_INDENT(1)) != 0)
        status = ferror(out) ? fail_io(err, "cluster.stix.json") : fail_memory(err, "STIX");
    json_decref(whole);
    if (status == LOCKSTEP_OK && putc('\n', out) == EOF) status = fail_io(err, "cluster.stix.json");
    return status;
}
