#include "graph/profile_words.h"

#include "engine/canonical.h"
#include "engine/error.h"

/* Case-folded; a blank at both ends makes them whole words. */
static const char *const words[SUBJECT_COUNT][40] = {
    [SUBJECT_NEWS] = {" news ",      " newspaper ",   " newsroom ", " newswire ",   " press ",
                      " daily ",     " gazette ",     " herald ",   " tribune ",    " headlines ",
                      " radio ",     " tv ",          " magazine ", " noticias ",   " diario ",
                      " periódico ", " notícias ",    " jornal ",   " actualités ", " actu ",
                      " nouvelles ", " nachrichten ", " zeitung ",  " haber ",      " haberler ",
                      " gazete ",    " xəbər ",       " xəbərlər ", " qəzet ",      " новости ",
                      " газета ",    " сми ",         " أخبار ",    " صحيفة "},
    [SUBJECT_FANS] = {" fan ",      " fans ",    " fanpage ", " fanclub ",   " fanbase ",
                      " fandom ",   " stan ",    " stans ",   " supporter ", " supporters ",
                      " ultras ",   " fc ",      " hincha ",  " hinchas ",   " torcida ",
                      " torcedor ", " fã ",      " fãs ",     " tifosi ",    " taraftar ",
                      " hayran ",   " azarkeş ", " фан ",     " фанат ",     " болельщик ",
                      " معجب ",     " مشجع "},
    [SUBJECT_NETWORK] = {" bot ", " bots ", " automated ", " network ", " réseau ", " netzwerk ",
                         " rede de ", " red de ", " part of ", " project of ", " run by ",
                         " operated by ", " volunteers ", " street team ", " сеть ", " şəbəkə "},
};

static bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c) {
    return is_upper(c) || (c >= 'a' && c <= 'z') || (unsigned char) c >= 0x80;
}

/* "CityNews_24": "City News". */
static void append_handle(struct buffer *text, struct slice handle) {
    for (size_t i = 0; i < handle.size; i++) {
        char c = handle.at[i];
        bool hump = i && is_upper(c) && !is_upper(handle.at[i - 1]);
        if (hump || !is_letter(c)) buffer_byte(text, ' ');
        if (is_letter(c)) buffer_byte(text, c);
    }
}

static bool has_word(struct slice text, const char *word) {
    size_t size = strlen(word);
    for (size_t i = 0; i + size <= text.size; i++)
        if (text.at[i] == ' ' && memcmp(text.at + i, word, size) == 0) return true;
    return false;
}

lockstep_status profile_subjects(unsigned *subjects, struct buffer *scratch,
                                 const struct account_facts *facts, lockstep_error *err) {
    *subjects = 0;
    buffer_clear(scratch);
    append_handle(scratch, facts->handle);
    buffer_byte(scratch, ' ');
    buffer_append(scratch, facts->display_name);
    buffer_byte(scratch, ' ');
    buffer_append(scratch, facts->bio);
    size_t raw = scratch->size;
    struct buffer folded = {0};
    buffer_byte(&folded, ' ');
    canonical_text(&folded, (struct slice){scratch->bytes, raw}, 1);
    buffer_byte(&folded, ' ');
    bool failed = scratch->failed || folded.failed;
    for (int s = 0; s < SUBJECT_COUNT && !failed; s++)
        for (const char *const *word = words[s]; *word; word++)
            if (has_word(buffer_slice(&folded), *word)) *subjects |= 1U << s;
    buffer_release(&folded);
    return failed ? fail_memory(err, "the words of a profile") : LOCKSTEP_OK;
}
