#include "engine/lockstep.h"
#include "tests/check.h"

#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

/* A case folder with nothing but its table of accounts. */
struct folder {
    char path[32], accounts[64];
};

static struct folder folder_with(const char *accounts) {
    struct folder f = {.path = "/tmp/compareXXXXXX"};
    cr_assert_not_null(mkdtemp(f.path));
    snprintf(f.accounts, sizeof f.accounts, "%s/accounts.csv", f.path);
    FILE *out = accounts ? fopen(f.accounts, "w") : NULL;
    if (out) fputs(accounts, out), fclose(out);
    return f;
}

static void folder_remove(const struct folder *f) {
    remove(f->accounts), rmdir(f->path);
}

static lockstep_status compare(char **text, const char *before, const char *after,
                               lockstep_error *err) {
    struct folder a = folder_with(before), b = folder_with(after);
    size_t size;
    FILE *out = open_memstream(text, &size);
    lockstep_status status = lockstep_compare(out, a.path, b.path, err);
    fclose(out);
    folder_remove(&a), folder_remove(&b);
    return status;
}

/* The comparison on one line, without blanks. */
static char *compared(const char *before, const char *after) {
    char *text;
    lockstep_error err = {0};
    check_ok(compare(&text, before, after, &err), err);
    json_t *document = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    cr_assert_not_null(document);
    free(text);
    text = json_dumps(document, JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(4));
    json_decref(document);
    return text;
}

Test(compare, says_what_is_new_gone_and_moved) {
    char *text = compared("account,cluster\n"
                          "a,1\nb,1\nc,1\nd,1\ne,2\nf,2\ng,2\nh,3\ni,3\nj,3\nz,\n",
                          "account,cluster\n"
                          "a,2\nb,2\nc,2\nd,1\ne,1\nf,1\ng,1\nk,1\nl,3\nm,3\nn,3\nz,0\n");
    check_text(
        text,
        "{\"accounts\":{\"after\":11,\"before\":10,\"gone\":3,\"moved\":1,\"new\":4,\"stayed\":6},"
        "\"clusters\":["
        "{\"accounts_after\":5,\"accounts_before\":3,\"after\":\"1\",\"before\":\"2\",\"common\":3,"
        "\"jaccard\":0.6,\"joined\":[\"d\",\"k\"],\"left\":[]},"
        "{\"accounts_after\":3,\"accounts_before\":4,\"after\":\"2\",\"before\":\"1\",\"common\":3,"
        "\"jaccard\":0.75,\"joined\":[],\"left\":[\"d\"]}],"
        "\"gone\":[{\"accounts\":3,\"cluster\":\"3\"}],"
        "\"moved\":[{\"account\":\"d\",\"after\":\"1\",\"before\":\"1\"}],"
        "\"new\":[{\"accounts\":3,\"cluster\":\"3\"}]}");
    free(text);
}

Test(compare, finds_no_difference_between_a_case_and_itself) {
    static const char table[] = "handle,cluster,account\nx,1,'=a\n,1,b\n,2,c\n,2,\"d,e\"\n,,f\n";
    char *text = compared(table, table);
    json_t *document = json_loads(text, 0, NULL);
    json_t *accounts = json_object_get(document, "accounts");
    check_count(json_integer_value(json_object_get(accounts, "stayed")), 4);
    check_count(json_array_size(json_object_get(document, "clusters")), 2);
    check_count(json_array_size(json_object_get(document, "new")), 0);
    check_count(json_array_size(json_object_get(document, "gone")), 0);
    check_count(json_array_size(json_object_get(document, "moved")), 0);
    json_decref(document);
    free(text);
}

Test(compare, takes_cases_without_clusters) {
    char *text = compared("account,cluster\n", "account,cluster\na,1\nb,1\nc,1\n");
    check_text(text, "{\"accounts\":{\"after\":3,\"before\":0,\"gone\":0,\"moved\":0,\"new\":3,"
                     "\"stayed\":0},\"clusters\":[],\"gone\":[],\"moved\":[],"
                     "\"new\":[{\"accounts\":3,\"cluster\":\"1\"}]}");
    free(text);
    text = compared("account,cluster\n", "account,cluster\n");
    free(text);
}

Test(compare, lists_the_largest_cluster_first_and_equals_by_name) {
    char *text =
        compared("account,cluster\n", "account,cluster\na,10\nb,10\nc,9\nd,9\ne,2\nf,2\ng,2\n");
    cr_expect(strstr(text, "\"new\":[{\"accounts\":3,\"cluster\":\"2\"},{\"accounts\":2,"
                           "\"cluster\":\"10\"},{\"accounts\":2,\"cluster\":\"9\"}]"),
              "%s", text);
    free(text);
}

Test(compare, names_what_is_wrong) {
    char *text;
    lockstep_error err = {0};
    check_status(compare(&text, "account,cluster\n", NULL, &err), LOCKSTEP_EIO, err);
    free(text);
    err = (lockstep_error){0};
    check_status(compare(&text, "account\n", "account,cluster\n", &err), LOCKSTEP_EINPUT, err);
    cr_expect(strstr(err.text, "cluster"), "%s", err.text);
    free(text);
}
