/* What figures say, by language; numbers and dates as that language writes them. */
#ifndef LOCKSTEP_EXPORT_WORDS_H
#define LOCKSTEP_EXPORT_WORDS_H
#include "engine/times.h"

enum language { LANGUAGE_ENGLISH, LANGUAGE_FRENCH, LANGUAGE_COUNT };

/* X(NAME, English, French). In format strings the arguments are texts, in the same order; what
 * counts has its singular, a bar and its plural. */
#define FIGURE_WORDS(X)                                                                            \
    X(CLUSTER, "Cluster %s", "Groupe %s")                                                          \
    X(ALL, "All clusters", "Tous les groupes")                                                     \
    X(N_ACCOUNTS, "%s account|%s accounts", "%s compte|%s comptes")                                \
    X(N_POSTS, "%s post|%s posts", "%s publication|%s publications")                               \
    X(OTHER_ACCOUNTS, "other accounts", "autres comptes")                                          \
    X(NUMBERED, "%s: %s", "%s : %s")                                                               \
    X(OUTSIDE, "In no cluster", "Sans groupe")                                                     \
    X(UNNUMBERED,                                                                                  \
      "%s cluster has no room for its number|%s clusters have no room for their numbers",          \
      "%s groupe n’a pas la place de son numéro|%s groupes n’ont pas la place de leurs numéros")   \
    X(TIMELINE, "%s: posts over time", "%s : publications dans le temps")                          \
    X(POSTS_PER, "Posts per %s", "Publications par %s")                                            \
    X(COORDINATED, "in a co-share", "en co-partage")                                               \
    X(NOT_COORDINATED, "other posts", "autres publications")                                       \
    X(OF_CLUSTERS, "posts of the clusters", "publications des groupes")                            \
    X(OF_OTHERS, "posts of other accounts", "publications des autres comptes")                     \
    X(CUT_AT, "The same, cut at %s", "Les mêmes, coupées à %s")                                    \
    X(BURST, "%s posts in %s, %s", "%s publications en %s, %s")                                    \
    X(UNDATED, "%s campaign without dates is not shown|%s campaigns without dates are not shown",  \
      "%s campagne sans dates n’est pas montrée|%s campagnes sans dates ne sont pas montrées")     \
    X(UNNAMED, "%s campaign has no room for its name|%s campaigns have no room for their names",   \
      "%s campagne n’a pas la place de son nom|%s campagnes n’ont pas la place de leurs noms")     \
    X(HEATMAP, "%s: hours of the week", "%s : heures de la semaine")                               \
    X(HEATMAP_UNIT, "Posts by hour and weekday, time zone %s",                                     \
      "Publications par heure et jour de la semaine, fuseau %s")                                   \
    X(HOUR, "hour of the day", "heure du jour")                                                    \
    X(CREATED, "%s: when accounts were created", "%s : création des comptes")                      \
    X(CREATED_UNIT, "Share of accounts (%%) created per %s", "Part des comptes (%%) créés par %s") \
    X(KNOWN, "%s (%s)", "%s (%s)")                                                                 \
    X(THESE, "this cluster", "ce groupe")                                                          \
    X(CLUSTERED, "accounts in clusters", "comptes des groupes")                                    \
    X(NO_DATES, "No account states when it was created.",                                          \
      "Aucun compte n’indique sa date de création.")                                               \
    X(NO_POSTS, "No posts.", "Aucune publication.")                                                \
    X(NO_TIES, "No ties between accounts.", "Aucun lien entre comptes.")                           \
    X(NO_CASCADE, "No object that two accounts shared.", "Aucun objet partagé par deux comptes.")  \
    X(CASCADE, "%s: the spread of one text", "%s : diffusion d’un texte")                          \
    X(CASCADE_OBJECT, "%s: the spread of one object (%s)", "%s : diffusion d’un objet (%s)")       \
    X(CASCADE_UNIT, "Accounts in the order in which they shared it",                               \
      "Comptes dans l’ordre de leur partage")                                                      \
    X(SINCE_FIRST, "time since the first share, %s", "temps depuis le premier partage, %s")        \
    X(LOG_SCALE, "logarithmic scale", "échelle logarithmique")                                     \
    X(IN_CLUSTER, "in the cluster", "du groupe")                                                   \
    X(NOT_IN_CLUSTER, "not in it", "hors du groupe")                                               \
    X(FIRST_OF, "The first %s of %s accounts.", "Les %s premiers de %s comptes.")                  \
    X(STRETCH, "From the cluster’s first share to its last; accounts before: %s, after: %s",       \
      "Du premier au dernier partage du groupe ; comptes avant : %s, après : %s")                  \
    X(SINCE_CLUSTERS_FIRST, "time since the cluster’s first share, %s",                            \
      "temps depuis le premier partage du groupe, %s")                                             \
    X(WINDOWS, "%s: evidence by window", "%s : indices selon la fenêtre")                          \
    X(WINDOWS_UNIT, "Evidence (nats) of the same accounts, had the window been another",           \
      "Indices (nats) des mêmes comptes, si la fenêtre avait été autre")                           \
    X(THIS_WINDOW, "this run: %s", "cette analyse : %s")                                           \
    X(NO_WINDOWS, "This trace has no other window.", "Cette trace n’a pas d’autre fenêtre.")       \
    X(UPSET, "%s: who took part in which campaigns", "%s : participation aux campagnes")           \
    X(UPSET_UNIT, "Accounts by the set of campaigns that they took part in",                       \
      "Comptes selon l’ensemble des campagnes auxquelles ils ont participé")                       \
    X(SETS_LEFT_OUT, "%s account in smaller sets|%s accounts in smaller sets",                     \
      "%s compte dans des ensembles plus petits|%s comptes dans des ensembles plus petits")        \
    X(NO_CAMPAIGNS, "No campaigns.", "Aucune campagne.")                                           \
    X(NETWORK, "%s: the network of co-shares", "%s : le réseau des co-partages")                   \
    X(NETWORK_UNIT,                                                                                \
      "An account is as large as the strength of its ties; a tie joins accounts that share the "   \
      "same objects within the window",                                                            \
      "La taille d’un compte suit la force de ses liens ; un lien unit des comptes qui "         \
      "partagent les mêmes objets dans la fenêtre")                                                \
    X(STRONGEST_TIES, "%s of %s ties are drawn, those that weigh most for their accounts",         \
      "%s liens sur %s sont tracés, ceux qui pèsent le plus pour leurs comptes")                   \
    X(STRONGEST_ACCOUNTS, "%s of %s accounts are drawn, the strongest",                            \
      "%s comptes sur %s sont tracés, les plus forts")                                             \
    X(N_CLUSTERED, "%s account in clusters|%s accounts in clusters",                               \
      "%s compte dans les groupes|%s comptes dans les groupes")                                    \
    X(N_POSTS_IN_ALL, "%s post in all|%s posts in all",                                            \
      "%s publication en tout|%s publications en tout")                                            \
    X(FDR, "q ≤ %s", "q ≤ %s")                                                                     \
    X(N_TIES, "%s tie|%s ties", "%s lien|%s liens")                                                \
    X(IN_WINDOWS, "windows %s", "fenêtres %s")                                                     \
    X(WINDOW, "window %s", "fenêtre %s")                                                           \
    X(LAYER, "trace %s", "trace %s")                                                               \
    X(MIN_OBJECTS, "at least %s object|at least %s objects",                                       \
      "au moins %s objet|au moins %s objets")                                                      \
    X(ALPHA, "α = %s", "α = %s")                                                                   \
    X(SEED, "seed %s", "graine %s")                                                                \
    X(ZONE, "time zone %s", "fuseau %s")                                                           \
    X(AND_MORE, "and %s more cluster|and %s more clusters",                                        \
      "et %s autre groupe|et %s autres groupes")                                                   \
    X(MONDAY, "Mon", "lun.")                                                                       \
    X(TUESDAY, "Tue", "mar.")                                                                      \
    X(WEDNESDAY, "Wed", "mer.")                                                                    \
    X(THURSDAY, "Thu", "jeu.")                                                                     \
    X(FRIDAY, "Fri", "ven.")                                                                       \
    X(SATURDAY, "Sat", "sam.")                                                                     \
    X(SUNDAY, "Sun", "dim.")                                                                       \
    X(JANUARY, "Jan", "janv.")                                                                     \
    X(FEBRUARY, "Feb", "févr.")                                                                    \
    X(MARCH, "Mar", "mars")                                                                        \
    X(APRIL, "Apr", "avr.")                                                                        \
    X(MAY, "May", "mai")                                                                           \
    X(JUNE, "Jun", "juin")                                                                         \
    X(JULY, "Jul", "juil.")                                                                        \
    X(AUGUST, "Aug", "août")                                                                       \
    X(SEPTEMBER, "Sep", "sept.")                                                                   \
    X(OCTOBER, "Oct", "oct.")                                                                      \
    X(NOVEMBER, "Nov", "nov.")                                                                     \
    X(DECEMBER, "Dec", "déc.")                                                                     \
    X(PER_SECOND, "second", "seconde")                                                             \
    X(PER_5_SECONDS, "5 seconds", "5 secondes")                                                    \
    X(PER_10_SECONDS, "10 seconds", "10 secondes")                                                 \
    X(PER_30_SECONDS, "30 seconds", "30 secondes")                                                 \
    X(PER_MINUTE, "minute", "minute")                                                              \
    X(PER_5_MINUTES, "5 minutes", "5 minutes")                                                     \
    X(PER_10_MINUTES, "10 minutes", "10 minutes")                                                  \
    X(PER_30_MINUTES, "30 minutes", "30 minutes")                                                  \
    X(PER_HOUR, "hour", "heure")                                                                   \
    X(PER_3_HOURS, "3 hours", "3 heures")                                                          \
    X(PER_6_HOURS, "6 hours", "6 heures")                                                          \
    X(PER_12_HOURS, "12 hours", "12 heures")                                                       \
    X(PER_DAY, "day", "jour")                                                                      \
    X(PER_WEEK, "week", "semaine")                                                                 \
    X(PER_MONTH, "month", "mois")                                                                  \
    X(PER_QUARTER, "quarter", "trimestre")                                                         \
    X(PER_YEAR, "year", "an")                                                                      \
    X(PER_5_YEARS, "5 years", "5 ans")                                                             \
    X(PER_20_YEARS, "20 years", "20 ans")                                                          \
    X(PER_CENTURY, "century", "siècle")

enum word {
#define X(name, english, french) WORD_##name,
    FIGURE_WORDS(X)
#undef X
        WORD_COUNT
};

enum { PHRASE = 320, NUMBER_ROOM = 48 };
const char *word(enum language language, enum word word);
/* A phrase with its texts filled in. Returns `out`. */
char *phrase(char out[PHRASE], enum language language, enum word word, ...);
/* "1 account", "2,001 accounts": a phrase of one count, which has its singular before a bar. */
char *counted(char out[PHRASE], enum language language, enum word word, uint64_t count);

/* "11,203" or "11 203". */
char *count_words(char out[NUMBER_ROOM], enum language language, uint64_t count);
/* "0.05", "0,05": no more digits than needed. */
char *number_words(char out[NUMBER_ROOM], enum language language, double number);
/* Whole numbers as count_words writes them, others as number_words does; not negative. */
char *number_or_count(char out[NUMBER_ROOM], enum language language, double number);
/* "60 s", "10 min", "1 h", "3 days". */
char *duration_words(char out[NUMBER_ROOM], enum language language, int64_t microseconds);
/* Rounded: "1.3 s", "45 s", "1 min 12", "2 h 05", "3 d 04 h". */
char *lag_words(char out[NUMBER_ROOM], enum language language, int64_t microseconds);
/* "5 Jul 2023", "5 juil. 2023"; `local` is microseconds on the zone's clocks. */
char *date_words(char out[NUMBER_ROOM], enum language language, int64_t local);
/* "5 Jul 2023, 14:10". */
char *moment_words(char out[NUMBER_ROOM], enum language language, int64_t local);
#endif
