#include "tests/check.h"
#include "tests/fixture.h"

#include <stdlib.h>

static struct fixture fixture;
static char *bytes;
static lockstep_error err;

static void setup(void) {
    fixture_build(&fixture);
}

static void teardown(void) {
    fixture_release(&fixture);
    free(bytes);
}
TestSuite(export_csv, .init = setup, .fini = teardown);

static const char *written(export_fn write) {
    size_t size;
    free(bytes);
    fixture_measure(&fixture);
    FILE *out = open_memstream(&bytes, &size);
    cr_assert(out);
    lockstep_status status = write(out, &fixture.findings, &err);
    fclose(out);
    check_status(status, LOCKSTEP_OK, err);
    for (size_t i = 0; i < size; i++)
        if (!bytes[i]) bytes[i] = '0'; /* of a name */
    return bytes;
}

static size_t lines(const char *text) {
    size_t count = 0;
    for (; *text; text++)
        count += *text == '\n';
    return count;
}

Test(export_csv, lists_every_account_by_rank) {
    const char *csv = written(export_accounts);
    static const char start[] =
        "account,handle,cluster,posts,shares,degree,strength,betweenness,pagerank,eigenvector,"
        "coreness,first_time,last_time,created,followers,status,tags,evidence,episodes,met,"
        "expected,meeting_p,stability,harmonic,clustering,participation,cluster_degree,"
        "cluster_strength,cluster_betweenness,cluster_pagerank,lead,role,cluster_eigenvector,"
        "cluster_coreness,cluster_harmonic,cluster_clustering\n\"\n new\nline "
        "\",\"two\nlines\tand a tab\",1,4,4,";
    cr_expect(strncmp(csv, start, strlen(start)) == 0, "%.300s", csv);
    /* two newlines in the first name and one in its handle */
    check_count(lines(csv), 1 + FIXTURE_ACCOUNTS + 3);
}

Test(export_csv, counts_posts_and_shares_of_an_account) {
    const char *csv = written(export_accounts);
    cr_expect(strstr(csv, "\nINFLUENCE,#DISINFO,2,3,3,2,"));
    cr_expect(strstr(csv, "\nquiet,,,2,2,0,0,0,0,0,0,2023-11-19T08:14:00Z,2023-11-20T08:14:00Z,"));
}

Test(export_csv, disarms_formulas) {
    const char *csv = written(export_accounts);
    cr_expect(strstr(csv, "\n'=cmd|' /C calc'!A0,\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",1,"));
}

Test(export_csv, leaves_unknown_times_empty) {
    fixture.archive.posts.count = 0;
    cr_expect(strstr(written(export_accounts), "\nquiet,,,2,2,0,0,0,0,0,0,,,"));
}

Test(export_csv, does_not_count_the_fused_layer_again) {
    fixture.archive.traces.layers[FIXTURE_TEXT].trace = TRACE_FUSED;
    cr_expect(strstr(written(export_accounts), "\nquiet,,,2,0,"));
}

Test(export_csv, says_which_edges_are_kept) {
    const char *csv = written(export_edges);
    cr_expect(strstr(csv, ",q_value,kept,window\n"));
    cr_expect(strstr(csv, "\nINFLUENCE,s\xEF\xBF\xBF,url,3,3,3,3,"));
}

Test(export_csv, lists_clusters) {
    cr_expect(strncmp(written(export_clusters), "cluster,accounts,", 17) == 0);
}

Test(export_csv, reports_a_full_disk) {
    FILE *full = fopen("/dev/full", "w");
    if (!full) cr_skip_test("no /dev/full");
    setvbuf(full, NULL, _IONBF, 0);
    check_status(export_accounts(full, &fixture.findings, &err), LOCKSTEP_EIO, err);
    fclose(full);
}
