#include "export/wording.h"

#define OF_ACCOUNTS "[=All {N} accounts of the cluster][!{n} of the cluster's {N account|accounts}]"
#define OF_POSTS    "[=All {N} posts of the cluster][!{n} of the cluster's {N post|posts}]"
#define REST        "; in the rest of the data {base}, {p}, effect size h = {effect}"

static const char *const sentences[STATEMENT_COUNT] = {
    [SAY_MARK_EVENT] =
        "{0} a reaction to one event: {1} of the posts that take part lie within 24 hours, and {2} "
        "of those who shared the same things at the same time are not in the cluster.",
    [SAY_MARK_NEWS] =
        "{0} syndicated news: [{1} of the posts that are no reposts carry a link, ]{2} "
        "of the accounts call themselves news, {3} of the posts say “via” somebody[, "
        "and {4} of the things shared come from one account first: {5}, {6}][. Of "
        "the accounts {7} link to one site that no other of them links to].",
    [SAY_MARK_FANS] =
        "{0} a fan or sports community: {1} of the accounts call themselves fans or "
        "supporters[, and {2} of the accounts posted at least twice on the one tag or "
        "author that most have in common].",
    [SAY_MARK_DECLARED] = "{0} a network that says that it is one: {1} of the accounts say in "
                          "their profile that they are bots or part of a network.",
    [SAY_MARK_CLOCK] = "{0} posts that schedulers send at round times: {1} of the posts that take "
                       "part lie at a full five minutes or within ten seconds after one. Accounts "
                       "whose clocks are set so meet without knowing of each other.",
    [SAY_SIZE] = "The cluster has {0 account|accounts}. They made {n} of the {N post|posts} in the "
                 "data ({%})[, from {from} to {to}].",
    [SAY_COSHARES] = "{0 time|times}, two different accounts of the cluster {1} within {2} of each "
                     "other. " OF_POSTS " ({%}), by {3 account|accounts}, {n:takes|take} part "
                     "in "
                     "these co-shares, over {4 object|objects}.",
    [SAY_BLOCK] =
        "{n} of its {N account|accounts} ({%}) each have at least {0} of the same {1} {2}, "
        "each of these within {3}, from {from} to {to}; {4 account|accounts} outside the "
        "cluster {4:does|do} so too.",
    [SAY_CHANCE] =
        "If the {0 account|accounts} of this layer had chosen what to share "
        "independently of each other, the probability that any {1} of them would show as much "
        "would be at most {2} (evidence {value} nats from {3 episode|episodes}). In each episode "
        "chance has the benefit of the doubt: of what the accounts' activity, their presence at "
        "that time, and the other audience of the object would explain, the most counts.",
    [SAY_CONFIDENCE] =
        "That these accounts act together rather than by chance is assessed with {0}: chance would "
        "show as much at most {1}, {2 kind|kinds} of content {2:shows|show} it, other random seeds "
        "find the same cluster with stability {3}, and {4 account|accounts} outside all clusters "
        "{4:serves|serve} as comparison.",
    [SAY_KINDS] =
        OF_POSTS " ({%}) {n:is an original|are originals}[" REST
                 "]; the data marks {0} as reposts, {1} as quotes and {2} as replies[, which is "
                 "{3} originals for each repost].",
    [SAY_PER_ACCOUNT] = "Half of the accounts made {value} posts or fewer[ (95 % interval "
                        "{ci})], the mean being {0}[; in "
                        "the rest of the data the median is {base} and the mean {1}][, {p}].",
    [SAY_BUSIEST_DAY] =
        "The busiest day is {0}: [=all {N} posts of the cluster][!{n} of the cluster's {N "
        "post|posts}] ({%}), by {1 account|accounts}, {2} each.",
    [SAY_DAYS] = "The cluster posted on {n} of the {N day|days} from {1} to {2} ({%}); its longest "
                 "silence lasted {0 whole day|whole days}.",
    [SAY_BURST] =
        "The most posts within {0}: {n}, by {1 account|accounts}[, with {2 different "
        "text|different texts}], from {from} to {to}; the data holds {N post|posts} of "
        "all accounts in that time[; by the cluster's own weekly rhythm, {p}][; the rest of the "
        "data has {base} in such a time at most].",
    [SAY_RUN] = "{0} published {value post|posts} in a row, from {from} to {to}, with no post of "
                "another account of the cluster between them[; {p} were their order random][; the "
                "longest run in the rest of the data has {base}].",
    [SAY_RUN_IN_DATA] =
        "{0} published {value post|posts} in a row, from {from} to {to}, with no "
        "post of anybody else in the data between them[; {p} were their order random].",
    [SAY_RUN_OF_TEXT] =
        "{0} published the same text {value time|times} running, from {from} to "
        "{to}[ (in the rest of the data {base} at most)][; {p} were the order of each account's "
        "posts random]: {1}.",
    [SAY_RUN_RAPID] =
        "{0} published {value post|posts} no more than {1} apart, from {from} to "
        "{to}[; {p} were the pauses of each account in random order][; in the rest of the data "
        "{base} at most].",
    [SAY_GAP] = "{n} of the {N pause|pauses} between two posts of one account ({%}) {n:lasts|last} "
                "{0} at most[" REST "].",
    [SAY_GAP_MODE] = "The commonest pause between two posts of one account, to the second, is {0}: "
                     "{n} of {N} ({%})[; the commonest of the rest of the data makes {base}, {p}, "
                     "effect size h = {effect}].",
    [SAY_MEDIAN_GAP] = "The median account pauses {0} between two posts[; in the rest of the data "
                       "{1}][, {p}].",
    [SAY_BURSTINESS] =
        "The burstiness of the median account is {value} (-1 is a clock, 0 chance, 1 "
        "bursts)[, 95 % interval {ci}][; in the rest of the data {base}][, {p}, Cliff's delta "
        "{effect}].",
    [SAY_ENTROPY] =
        "The pauses of the median account have an entropy of {value} bits (0 where all "
        "last alike; by doublings of a second)[, 95 % interval {ci}][; in the rest of the "
        "data {base}][, {p}].",
    [SAY_SECONDS] = "Second {0} of the minute has most posts: {n} of {N} ({%}); chi-square {value} "
                    "against an even spread, {p}.",
    [SAY_MINUTES] = "Minute {0} of the hour has most posts: {n} of {N} ({%}); chi-square {value} "
                    "against an even spread, {p}.",
    [SAY_SAME_SECOND] =
        OF_POSTS " ({%}) {n:falls|fall} in one second "
                 "with a post of another of its accounts; {0} would be expected if posts "
                 "fell at random within five minutes, {p}.",
    [SAY_SAME_MINUTE] =
        OF_POSTS " ({%}) {n:falls|fall} in one minute "
                 "with a post of another of its accounts; {0} would be expected if posts "
                 "fell at random within half an hour, {p}.",
    [SAY_ZONE] =
        "Of all time zones that are in use, {0} fits the posts best, taking them for those of "
        "people who work from Monday to Friday and from 9:00 on: {n} of {N} ({%}) fall into office "
        "hours (9:00 to 18:00) there, where posts spread evenly over the week would give {2}. On "
        "the clocks of {4} it is {3}. {1} of the bootstrap samples of days give the same zone "
        "(95 % interval {ci} hours).",
    [SAY_OFFICE_ZONE] =
        "Most posts would fall into office hours in {0}: {n} of {N} ({%}); {1} of the bootstrap "
        "samples of days give the same zone (95 % interval {ci} hours). Work in the evening draws "
        "this towards the west.",
    [SAY_WEEK] = "On a working day the cluster makes {0} posts on average ({2 day|days}), on a day "
                 "of the weekend {1} ({3 day|days}), in {4} time[: {value} times as many]; {p} by "
                 "permutation of days[; the rest of the data has {base} times as many on the same "
                 "days].",
    [SAY_HOLIDAYS] =
        "On the {0 public holiday|public holidays} that would have been working days "
        "the cluster made {1 post|posts} where {2} would be expected[: {value} of a "
        "working day's activity]; {p} by permutation with {3 working day|working days} "
        "around them[; the same ratio in the rest of the data is {base}].",
    [SAY_HOLIDAY] =
        "On {0} ({1}) the cluster made {2 post|posts}; the {4 working day|working days} "
        "within two weeks of it have {3} on average[, so that the holiday has {value} "
        "of a working day's activity]; {p}[; the same ratio in the rest of the data is {base}].",
    [SAY_DAILY] =
        "Day by day: the {1 day|days} with most posts, of {0} with any, {1:holds|hold} {n} of the "
        "cluster's {N post|posts} ({%}).",
    [SAY_HOURLY] = "Hour by hour of the week, by the clocks of {3}: most posts fall on {0} in the "
                   "hour from {1}:00, {n} of "
                   "the cluster's {N post|posts} ({%}).",
    [SAY_WEEKS] = "The cluster has co-shares in {n} of the {N week|weeks} from its first post to "
                  "its last ({%}), in {0 week|weeks} running at most[; the {1 account|accounts} of "
                  "the rest of the "
                  "data have some in {base} of these weeks, effect size h = {effect}].",
    [SAY_COMMON_SILENCE] =
        "Two accounts of the cluster are silent on the same days to {value} "
        "(mean Jaccard index of the silent days of {1 account|accounts}, over "
        "{0 day|days})[, 95 % interval {ci}][; in the rest of the data {base}][, {p}].",
    [SAY_LUNCH] =
        "On weekdays between 13:00 and 14:00 ({1}) the cluster made {n post|posts}, {value} "
        "times the mean of the hours before and after ({0}); {p}[; the rest of the data {base} "
        "times].",
    [SAY_PARTICIPATION] = OF_ACCOUNTS
    " ({%}; 95 % interval {ci}) took part in “{0}”, "
    "with "
    "{1 post|posts}; the campaign has {3 post|posts} by {2 account|accounts} in all[" REST "].",
    [SAY_CAMPAIGN_TOTAL] =
        "“{0}” has {value post|posts} by {1 account|accounts}: {2 original|originals}, {3 "
        "repost|reposts}, {4 quote|quotes} and {5 reply|replies}; most, {7}, by {6}.",
    [SAY_CAMPAIGN_DAY] =
        "The busiest day of “{0}” is {8}: {value post|posts} by {1 account|accounts}, {9} each; {2 "
        "original|originals}, {3 repost|reposts}, {4 quote|quotes}, {5 reply|replies}; most, {7}, "
        "by {6}.",
    [SAY_CAMPAIGN_BURST] =
        "The most posts of “{0}” within {1}: {N}, by {2 account|accounts}[, with {3 different "
        "text|different texts}], from {from} to {to}; {n} of them {n:is|are} the "
        "cluster's[; by the campaign's own weekly rhythm, {p}][; accounts in no cluster made "
        "{base} "
        "of it in such a time at most].",
    [SAY_CAMPAIGN_RUN] =
        "In “{0}”, {1} published {value post|posts} in a row, from {from} to {to}, "
        "with no post of another account between them.",
    [SAY_AT_LEAST] =
        OF_ACCOUNTS " ({%}; 95 % interval {ci}) took part "
                    "in at least {0} of the {1 campaign|campaigns}, of {2 account|accounts} in the "
                    "data that did[" REST "].",
    [SAY_IN_ALL] = OF_ACCOUNTS
    " ({%}; 95 % interval {ci}) took part in "
    "all {1 campaign|campaigns}; in the whole data {2 account|accounts} did[" REST "].",
    [SAY_SINGLE_PURPOSE] =
        "{n} of the {N account|accounts} with {1} or more posts ({%}) gave nine "
        "tenths of their posts or more to these campaigns[" REST "]; of all posts "
        "of the cluster, {0} belong to them.",
    [SAY_COPIES] =
        "{n} of the cluster's {N own text|own texts} ({%}) {n:was|were} posted by another "
        "of its accounts too[" REST "].",
    [SAY_COPIED_TEXT] =
        "{1 account|accounts} of the cluster posted {0}, in {2 post|posts}, beside {3 "
        "account|accounts} outside it; first in the data: {4}, {5}; median delay {6}[, tenth "
        "account after {7}], nine tenths after {8}; {9 language|languages} stated.",
    [SAY_FIRST_POSTER] =
        "{0} was the first in the data to post {n} of the {N text|texts} that three "
        "or more accounts of the cluster posted ({%}).",
    [SAY_LEADER] = "{0} posted strictly before the other account in {n} of the {N "
                   "co-share|co-shares} inside the cluster that it is part of ({%}).",
    [SAY_HASHTAG] =
        OF_ACCOUNTS " ({%}; 95 % interval {ci}) used {0}, in "
                    "{1 post|posts}, first at {5}; outside it {2 account|accounts}, in {3 "
                    "post|posts}, {4} of them earlier: {6}.",
    [SAY_HASHTAG_TUPLE] =
        OF_ACCOUNTS " ({%}; 95 % interval {ci}) used exactly the "
                    "hashtags {0}, in this order, in {1 post|posts} from {3} to {4}; outside it {2 "
                    "account|accounts}[" REST "].",
    [SAY_SEEDED] =
        "First in the data to post {1}: {0}, at {2}; {n} of the cluster's {N "
        "account|accounts} did ({%})[, the tenth of them {3} after the first][" REST "].",
    [SAY_MISSPELT] =
        OF_ACCOUNTS " ({%}) wrote {0}, in {2 post|posts}, "
                    "one letter away from {1}, which {3 account|accounts} of the data used.",
    [SAY_SHIFT] =
        "In the week from {0} the hashtags changed (divergence {5} bits from the week of {6}, "
        "{p}): "
        "{1} rose, first used in that time at {2}. Since then [=all {N} accounts of the cluster]"
        "[!{n} of the {N account|accounts}] ({%}; 95 % interval {ci}) used {3:it|all of them}"
        "[!, {4} at least one][; in the rest of the data {base} used {3:it|all}].",
    [SAY_TEXT_SHIFT] =
        "In the week from {0} other texts came up (divergence {5} bits from the week of {6}, {p}): "
        "{3 text|texts} rose from {8} of the posts to {7}, the strongest from {2} on: {1}. Since "
        "then [=all {N} accounts of the cluster][!{n} of the {N account|accounts}] ({%}; 95 % "
        "interval {ci}) posted {3:it|at least one of them}[; in the rest of the data {base}].",
    [SAY_TARGET] =
        OF_ACCOUNTS " ({%}) mentioned @{0}, in {1 "
                    "post|posts}, up to {3} of them within an hour, from {4}; outside it {2 "
                    "account|accounts} did.",
    [SAY_REPLIED] =
        OF_ACCOUNTS " ({%}) answered {0}, in {1 "
                    "post|posts}, up to {3} of them within an hour, from {4}; outside it {2 "
                    "account|accounts} did.",
    [SAY_LISTED_TARGETS] =
        OF_ACCOUNTS " ({%}; 95 % interval {ci}) "
                    "mentioned or answered somebody on the list of {1 target|targets}, in {0 "
                    "post|posts}[" REST "].",
    [SAY_LANGUAGE] = OF_POSTS " ({%}) {n:is|are} in {0}, as the data "
                              "states it[" REST "].",
    [SAY_SPEAKERS] = OF_ACCOUNTS " ({%}; 95 % interval {ci}) have a "
                                 "post in {0} among their last {1}[" REST "].",
    [SAY_LETTERS] = OF_ACCOUNTS " ({%}; 95 % interval {ci}) wrote a "
                                "letter of {0}[" REST "].",
    [SAY_PLACE] =
        "{n} of the {N account|accounts} that state a place ({%}) {n:writes|write} it {0}[" REST
        "].",
    [SAY_MEDIUM] =
        OF_ACCOUNTS " ({%}) posted the picture or video {0}, "
                    "in {1 post|posts}, up to {3} of them within an hour, from {4}; outside it {2 "
                    "account|accounts} did.",
    [SAY_MEDIA_REUSE] =
        "{n} of the {N post|posts} with a picture or video ({%}) {n:shows|show} one "
        "that another account of the cluster posted too[" REST "].",
    [SAY_PICTURE_REUSE] =
        "{n} of the {N account|accounts} with a profile picture of their own ({%}; 95 % interval "
        "{ci}) {n:shows|show} the same one as another of them[" REST "].",
    [SAY_PICTURE] = "{n} of the {N account|accounts} with a profile picture of their own ({%}) "
                    "{n:shows|show} the picture {0}; outside the cluster {1 account|accounts} "
                    "{1:does|do}.",
    [SAY_WEBSITE] = "{n} of the {N account|accounts} whose profile has a website ({%}) "
                    "{n:links|link} to {0}; outside the cluster {1 account|accounts} "
                    "{1:does|do}.",
    [SAY_HOST] = OF_ACCOUNTS
    " ({%}) linked to {0}, in {1 post|posts}, "
    "up to {3} of them within an hour, from {4}; outside it {2 account|accounts} did.",
    [SAY_LINK] =
        OF_ACCOUNTS " ({%}) linked to the page {0}, in {1 "
                    "post|posts}, up to {3} of them within an hour, from {4}; outside it {2 "
                    "account|accounts} did.",
    [SAY_CREATED] = "The {N account|accounts} of the cluster whose creation date the data has were "
                    "created between {0} and {1}; most on one day: {n}, on {2}.",
    [SAY_CREATED_BURST] =
        "Most accounts created within {0}: {n} of {N} ({%}), from {from} to {to}[; {p} if "
        "they had come at an even rate][; {base} would have been, had they come as the accounts of "
        "the rest of the data did].",
    [SAY_CREATED_DAYS] =
        "{n} of {N account|accounts} ({%}; 95 % interval {ci}) {n:was|were} created on {0 "
        "day|days} on which {1} or more of the cluster were[; of the rest of the data {base} were "
        "on these days, effect size h = {effect}].",
    [SAY_CREATED_MINUTES] =
        "{n} of the {N account|accounts} whose hour of creation is known ({%}; 95 % interval {ci}) "
        "{n:was|were} created within {0 minute|minutes} of another of them[" REST "].",
    [SAY_CREATED_BEFORE] =
        "{n} of the {N account|accounts} whose creation date is known ({%}; 95 % interval {ci}) "
        "{n:was|were} created in the {1 day|days} before the first post of “{0}”, at {2}[" REST
        "].",
    [SAY_STATUS] = "{n} of the {N account|accounts} with a known status ({%}; 95 % interval {ci}) "
                   "{n:is|are} “{0}”[" REST "].",
    [SAY_SILENT] =
        "{n} of the {N account|accounts} that had posted before ({%}; 95 % interval {ci}) "
        "posted nothing in the last {0} days of the data[" REST "].",
    [SAY_SURVIVAL] = "Of the {N account|accounts} of the cluster that posted in the {1} days up to "
                     "{0}[, the last day of “{3}”], {n} ({%}; 95 % interval {ci}) posted {2} "
                     "days later or after[" REST "].",
    [SAY_FOLLOWERS] = "Half of the {N account|accounts} with a known number have {value} followers "
                      "or fewer[ (95 % interval {ci})][; in the rest of the data {base}][, {p}].",
    [SAY_FOLLOWING] =
        "Half of the {N account|accounts} with a known number follow {value} accounts "
        "or fewer[ (95 % interval {ci})][; in the rest of the data {base}][, {p}].",
    [SAY_SAME_NAME] = "{n} of the {N account|accounts} that show a name ({%}; 95 % interval {ci}) "
                      "{n:shows|show} the same as another of them[" REST "].",
    [SAY_TAG] = OF_ACCOUNTS " ({%}; 95 % interval {ci}) {n:is|are} "
                            "tagged “{0}”[" REST "].",
    [SAY_KEYWORD] = OF_ACCOUNTS " ({%}; 95 % interval {ci}) have “{0}” "
                                "in bio, name or place[" REST "].",
    [SAY_KNOWN_LIST] = OF_ACCOUNTS
    " ({%}; 95 % interval {ci}) {n:is|are} on the "
    "list of {0 known account|known accounts}: {3} by id, {4} by handle and {5} by a handle "
    "that they had before. {1 account|accounts} of the list {1:is|are} in the data (Jaccard "
    "{2}); {p} if the cluster were drawn from the data at random[; in the rest of the data "
    "{base}].",
    [SAY_RENAMED] = "{n} of the {N account|accounts} whose handle is known ({%}; 95 % interval "
                    "{ci}) {n:goes|go} by more than one handle in the data[" REST "].",
    [SAY_FORMER_HANDLE] = "{0} also went by {1}.",
    [SAY_REACTIONS] = "A post of the cluster has {value} {0} on average (95 % interval {ci}, {N "
                      "post|posts}), {1} in the median[; in the rest of the data {base} on "
                      "average][, {p}].",
    [SAY_TOP_POST] = "The post with {value} {3}: {0}, {2}: {1}.",
    [SAY_SELF_REPOSTS] =
        "{n} of the cluster's {N repost|reposts} ({%}) {n:repeats|repeat} one of its "
        "own accounts[; of the reposts of the rest of the data, {base} do, {p}, effect size h = "
        "{effect}].",
    [SAY_SELF_RECEIVED] =
        "{n} of the {N repost|reposts} in the data that its accounts received ({%}) "
        "{n:comes|come} from the cluster itself[; of those that the rest of the data received, "
        "{base} do, {p}, effect size h = {effect}].",
    [SAY_REPOSTED] = OF_ACCOUNTS " ({%}) reposted {0}, {1 time|times}[" REST "].",
    [SAY_CLIENT] = "{n} of the cluster's {N own post|own posts} ({%}), by {1 account|accounts}, "
                   "{n:was|were} sent by {0}[" REST "].",
    [SAY_LAYER] = "In layer {0}, within {1}, the cluster has {value co-share|co-shares} over {2 "
                  "object|objects}, by {3 account|accounts} in {4 post|posts}, which makes {5 "
                  "edge|edges}.",
    [SAY_COHESION] = "{n} of the {N pair|pairs} of its accounts share {0} objects or more (density "
                     "{value}); {1} of the edge weight at its accounts leaves the cluster "
                     "(conductance), and other seeds find it with stability {2}.",
    [SAY_RESPONSE_WINDOW] =
        "The same accounts have evidence {0} nats at half the window and {1} at double the window, "
        "where {value} stand at the window itself; a cluster holds where it is positive.",
    [SAY_RESPONSE_OBJECT] = "Without its largest object the same accounts have evidence {value} "
                            "nats; that object gives {0} of what the episodes gain.",
    [SAY_PAIR] =
        "{0} and {1}: {value co-share|co-shares} over {2 object|objects}, half of them {3} "
        "apart or less; weight {4}[. The closest: {5} ({6}) and {7}, {8} later].",
    [SAY_CENTRAL] = "{0}: strength {value}, {1 partner|partners} in the cluster, {2 "
                    "co-share|co-shares}, {3} of them first; degree {4}, betweenness {5}, PageRank "
                    "{6}, coreness {7}.",
    [SAY_HANGING] =
        "{n} of its {N account|accounts} ({%}) would keep no edge inside the cluster without one "
        "single object; {0 account|accounts} {0:has|have} none to begin with, and {1 "
        "account|accounts} {1:adds|add} nothing to the evidence.",
    [SAY_HELD] =
        "{0} is in the cluster because {2} of its {1 episode|episodes} had another account of it, "
        "where chance would bring {3} ({p}); without it the evidence would be {value} nats less. "
        "Of its {5 edge|edges} to the others {6} {6:is|are} significant alone, the heaviest, to "
        "{7}, over {8 object|objects}; without one object it would lose {9} of them. Other seeds "
        "find it with {4} of the others.",
#define TRAIT_OF_POSTS(what) "{n} of {N post|posts} ({%}) {n:" what "}[" REST "]."
#define TRAIT_OF_ACCOUNTS(what)                                                                    \
    "{n} of {N account|accounts} ({%}; 95 % interval {ci}) {n:" what "}[" REST "]."
    [SAY_TRAIT_REPOST] = TRAIT_OF_POSTS("is a repost|are reposts"),
    [SAY_TRAIT_QUOTE] = TRAIT_OF_POSTS("is a quote|are quotes"),
    [SAY_TRAIT_REPLY] = TRAIT_OF_POSTS("is a reply|are replies"),
    [SAY_TRAIT_WEEKEND] = TRAIT_OF_POSTS("falls on a weekend|fall on a weekend"),
    [SAY_TRAIT_OFFICE] = TRAIT_OF_POSTS("falls into office hours|fall into office hours"),
    [SAY_TRAIT_HASHTAG] = TRAIT_OF_POSTS("has a hashtag|have a hashtag"),
    [SAY_TRAIT_LINK] = TRAIT_OF_POSTS("has a link|have a link"),
    [SAY_TRAIT_MEDIA] = TRAIT_OF_POSTS("has a picture or video|have a picture or video"),
    [SAY_TRAIT_NO_BIO] = TRAIT_OF_ACCOUNTS("has an empty bio|have an empty bio"),
    [SAY_TRAIT_NO_PLACE] = TRAIT_OF_ACCOUNTS("states no place|state no place"),
    [SAY_TRAIT_DIGITS] = TRAIT_OF_ACCOUNTS("has a handle that ends in four or more digits|have "
                                           "handles that end in four or more digits"),
    [SAY_TRAIT_EIGHT_DIGITS] = TRAIT_OF_ACCOUNTS("has a handle that ends in eight digits|have "
                                                 "handles that end in eight digits"),
    [SAY_TRAIT_VERIFIED] = TRAIT_OF_ACCOUNTS("is verified|are verified"),
    [SAY_TRAIT_BALANCED] = TRAIT_OF_ACCOUNTS("has about as many followers as it follows|have about "
                                             "as many followers as they follow"),
    [SAY_TRAIT_WEBSITE] = TRAIT_OF_ACCOUNTS("has a website in its profile|have a website in their "
                                            "profile"),
    [SAY_TRAIT_UNLISTED] = TRAIT_OF_ACCOUNTS("is on nobody's list|are on nobody's list"),
    [SAY_TRAIT_DEFAULT_PICTURE] = TRAIT_OF_ACCOUNTS("shows the platform's default picture|show the "
                                                    "platform's default picture"),
    [SAY_TRAIT_BORN_WEEKEND] = TRAIT_OF_ACCOUNTS("was created on a weekend|were created on a "
                                                 "weekend"),
    [SAY_TRAIT_BORN_OFFICE] =
        TRAIT_OF_ACCOUNTS("was created in office hours|were created in office "
                          "hours"),
    [SAY_TRAIT_YOUNG] = TRAIT_OF_ACCOUNTS("was less than 180 days old at its first post in the "
                                          "data|were less than 180 days old at their first post in "
                                          "the data"),
    [SAY_BUSIEST_COMPARED] = OF_POSTS " ({%}) fall in its busiest ten "
                                      "minutes; of the rest's posts, {base} fall in theirs.",
    [SAY_LIMIT_NO_BACKGROUND] = "All {N account|accounts} of the data are in a kept cluster: there "
                                "is no background to compare with, and what counts as chance was "
                                "learned from these accounts alone.",
    [SAY_LIMIT_SMALL_BACKGROUND] =
        "Only {n} of the {N account|accounts} in the data {n:is|are} outside the kept clusters: "
        "the "
        "background is small, and what counts as chance was learned mostly from the clusters "
        "themselves.",
    [SAY_LIMIT_NO_IDS] =
        "[=None of the cluster's {N} posts has an id in the data][!{n} of the cluster's {N "
        "post|posts} have no id in the data]; they are named by file and line, and repeated "
        "records of one post cannot be told from two posts.",
    [SAY_LIMIT_NO_TEXT] = "[=None of the cluster's {N} posts has a text in the data][!{n} of the "
                          "cluster's {N post|posts} have no text in the data].",
    [SAY_LIMIT_CUT] =
        OF_POSTS " end in an ellipsis: their texts were cut, by the "
                 "platform or the collection, or end so; what followed is not seen, and texts that "
                 "are cut alike may have differed.",
    [SAY_LIMIT_NO_CREATION] = "The data has no creation date for {n} of the {N account|accounts}.",
    [SAY_LIMIT_NO_FOLLOWERS] =
        "The data has no number of followers for {n} of the {N account|accounts}.",
    [SAY_LIMIT_NO_HANDLE] = "The data has no handle for {n} of the {N account|accounts}.",
    [SAY_LIMIT_REJECTED] = "{n} of the {N record|records} read could not be used (see provenance).",
    [SAY_LIMIT_FILTERED] =
        "{n} of the {N record|records} read {n:was|were} left out as the settings "
        "ask (dates, language).",
    [SAY_LIMIT_REPAIRED] =
        "{n} of the {N record|records} read held invalid UTF-8, shown as U+FFFD.",
    [SAY_LIMIT_DELETED] = "{n} of the {N post|posts} in the data {n:was|were} deleted later, as "
                          "later records say, and "
                          "left out.",
    [SAY_LIMIT_EDITED] = "{n} of the {N post|posts} in the data {n:was|were} edited: they count as "
                         "their last edit has them.",
    [SAY_LIMIT_SAMPLED] = "{n} of the layer's {N object|objects} {n:was|were} too widely shared to "
                          "count every pair: the chance level of this layer rests on a seeded "
                          "sample of them.",
    [SAY_LIMIT_BETWEENNESS] =
        "Betweenness is an estimate, from the shortest paths of {n} of the {N "
        "account|accounts} in the network.",
};

static const char *const columns[STATEMENT_COUNT] = {
    [SAY_BURST] =
        "Window={0}\nPosts={n}\nAccounts={1}\nTexts={2}\nFrom={from}\nTo={to}\nPosts of all "
        "accounts then={N}\nBy chance={p}\nMost of the rest={base}",
    [SAY_GAP] = "Pause of at most={0}\nPauses={n}\nOf={N}\nShare={%}\nRest of the "
                "data={base}\nTest={p}\nEffect={effect}",
    [SAY_HOLIDAY] = "Holiday={0} {1}\nPosts={2}\nExpected={3}\nRatio={value}\nCompared with={4 "
                    "day|days}\nTest={p}\nRest of the data, ratio={base}",
    [SAY_PARTICIPATION] =
        "Campaign={0}\nAccounts of the cluster={n} of {N}\nShare={%}\n95 % interval={ci}\nPosts of "
        "the cluster={1}\nAccounts in all={2}\nPosts in all={3}\nRest of the data={base}\nTest={p}",
    [SAY_CAMPAIGN_TOTAL] = "Campaign={0}\nPosts={value}\nAccounts={1}\nOriginals={2}\nReposts={3}"
                           "\nQuotes={4}\nReplies="
                           "{5}\nMost by={6}, {7}",
    [SAY_CAMPAIGN_DAY] = "Campaign={0}\nBusiest day={8}\nPosts={value}\nAccounts={1}\nPosts of an "
                         "account={9}\nOriginals={2}\nReposts={3}\nQuotes={4}\nReplies={5}\nMost "
                         "by={6}, {7}",
    [SAY_CAMPAIGN_BURST] =
        "Campaign={0}\nWindow={1}\nPosts={N}\nAccounts={2}\nTexts={3}\nFrom={from}"
        "\nTo={to}\nOf the cluster={n}\nBy chance={p}\nMost of the rest={base}",
    [SAY_CAMPAIGN_RUN] = "Campaign={0}\nAccount={1}\nPosts in a row={value}\nFrom={from}\nTo={to}",
    [SAY_AT_LEAST] = "At least={0} of {1}\nAccounts of the cluster={n}\nShare={%}\nAccounts of the "
                     "data={2}\nRest of the data={base}\nTest={p}",
    [SAY_COPIED_TEXT] = "Text={0}\nAccounts={1}\nShare={%}\nPosts={2}\nAccounts "
                        "outside={3}\nRest of the data={base}\nFirst in the "
                        "data={4}, {5}\nMedian "
                        "delay={6}\nTenth account after={7}\nNine tenths after={8}\nLanguages={9}",
    [SAY_HASHTAG] = "Hashtag={0}\nAccounts={n}\nShare={%}\nPosts={1}\nFirst={5}\nAccounts "
                    "outside={2}\nPosts outside={3}\nOf these before={4}\nWhose={6}",
    [SAY_HASHTAG_TUPLE] = "Hashtags in this order={0}\nAccounts={n}\nShare={%}\n95 % "
                          "interval={ci}\nPosts={1}\nFirst={3}\nLast={4}\nAccounts "
                          "outside={2}\nRest of the data={base}\nTest={p}",
    [SAY_SEEDED] = "First with={1}\nAccount={0}\nAt={2}\nAccounts of the "
                   "cluster={n}\nShare={%}\nTenth account "
                   "after={3}\nRest of the data={base}\nTest={p}\nEffect={effect}",
    [SAY_TARGET] = "Mentioned={0}\nAccounts={n}\nShare={%}\nPosts={1}\nMost in an hour={3}, {4}\n"
                   "Accounts outside={2}",
    [SAY_REPLIED] = "Answered={0}\nAccounts={n}\nShare={%}\nPosts={1}\nMost in an hour={3}, {4}\n"
                    "Accounts outside={2}",
    [SAY_HOST] = "Site={0}\nAccounts={n}\nShare={%}\nPosts={1}\nMost in an hour={3}, {4}\nAccounts "
                 "outside={2}",
    [SAY_LINK] = "Page={0}\nAccounts={n}\nShare={%}\nPosts={1}\nMost in an hour={3}, {4}\nAccounts "
                 "outside={2}",
    [SAY_PLACE] = "Place as written={0}\nAccounts={n}\nOf={N}\nShare={%}\nRest of the "
                  "data={base}\nTest={p}\nEffect={effect}",
    [SAY_WEBSITE] = "Website of the profile={0}\nAccounts={n}\nOf={N}\nShare={%}\nAccounts "
                    "outside={1}\nRest of the data={base}\nTest={p}\nEffect={effect}",
    [SAY_PICTURE] = "Profile picture={0}\nAccounts={n}\nOf={N}\nShare={%}\nAccounts "
                    "outside={1}\nRest of the data={base}\nTest={p}\nEffect={effect}",
    [SAY_FORMER_HANDLE] = "Account={0}\nAlso went by={1}\nHandles={value}",
    [SAY_MEDIUM] = "Picture or video={0}\nAccounts={n}\nShare={%}\nPosts={1}\nMost in an hour={3}, "
                   "{4}\nAccounts outside={2}",
    [SAY_REACTIONS] =
        "Reaction={0}\nMean={value}\n95 % interval={ci}\nMedian={1}\nPosts={N}\nRest of "
        "the data, mean={base}\nTest={p}",
    [SAY_TOP_POST] = "Reactions={value} {3}\nAccount={0}\nTime={2}\nText={1}",
    [SAY_REPOSTED] =
        "Reposted={0}\nReposts={1}\nAccounts={n}\nShare={%}\nRest of the data={base}\nTest={p}\n"
        "Effect={effect}",
    [SAY_CLIENT] = "Client={0}\nPosts={n}\nShare={%}\nAccounts={1}\nRest of the "
                   "data={base}\nTest={p}\nEffect={effect}",
    [SAY_LAYER] = "Layer={0}\nWindow={1}\nCo-shares={value}\nObjects={2}\nAccounts={3}\nPosts={4}\n"
                  "Edges={5}",
    [SAY_HELD] = "Account={0}\nEvidence={value}\nEpisodes={1}\nWith others={2}\nBy chance={3}\n"
                 "Test={p}\nStability={4}\nEdges={5}\nSignificant={6}\nHeaviest to={7}\nOver "
                 "objects={8}\nLost without one object={9}",
    [SAY_PAIR] = "Pair of most weight={0}\nWith={1}\nCo-shares={value}\nObjects={2}\nMedian gap={3}"
                 "\nWeight={4}\nClosest=[{5} ({6}), {7} (+ {8})]",
    [SAY_CENTRAL] =
        "Account={0}\nStrength={value}\nPartners={1}\nCo-shares={2}\nFirst={3}\nDegree={4}"
        "\nBetweenness={5}\nPageRank={6}\nCoreness={7}",
};

static const char *const phrases[PHRASE_COUNT] = {
    [PHRASE_DEED_OBJECT] = "shared the same object",
    [PHRASE_DEED_REPOST] = "reposted the same post",
    [PHRASE_DEED_TEXT] = "posted the same text",
    [PHRASE_DEED_NEAR_TEXT] = "posted nearly the same text",
    [PHRASE_DEED_MEDIA] = "posted the same picture or video",
    [PHRASE_DEED_URL] = "linked to the same URL",
    [PHRASE_DEED_QUOTE] = "quoted the same post",
    [PHRASE_DEED_REPLY] = "replied to the same post",
    [PHRASE_DEED_HASHTAGS] = "used the same hashtags in the same order",
    [PHRASE_DEED_HASHTAG] = "used the same hashtag",
    [PHRASE_DEED_MENTION] = "mentioned the same account",
    [PHRASE_DEED_REPLY_AUTHOR] = "replied to the same account",
    [PHRASE_DEED_FAST_REPOST] = "reposted the same account at once",
    [PHRASE_DEED_HASHTAGS_DAY] = "used the same hashtags in the same order all day",
    [PHRASE_DEED_HANDLE] = "had the same handle",
    [PHRASE_DEED_DOMAIN] = "linked to the same site",
    [PHRASE_DEED_FIELD] = "showed the same value",
    [PHRASE_DEED_TIME] = "posted",
    [PHRASE_DEED_FUSED] = "shared the same thing",
    [PHRASE_THINGS_OBJECT] = "objects",
    [PHRASE_THINGS_REPOST] = "reposted posts",
    [PHRASE_THINGS_TEXT] = "texts",
    [PHRASE_THINGS_NEAR_TEXT] = "families of nearly equal texts",
    [PHRASE_THINGS_MEDIA] = "pictures or videos",
    [PHRASE_THINGS_URL] = "links",
    [PHRASE_THINGS_QUOTE] = "quoted posts",
    [PHRASE_THINGS_REPLY] = "answered posts",
    [PHRASE_THINGS_HASHTAGS] = "sequences of hashtags",
    [PHRASE_THINGS_HASHTAG] = "hashtags",
    [PHRASE_THINGS_MENTION] = "mentioned accounts",
    [PHRASE_THINGS_REPLY_AUTHOR] = "answered accounts",
    [PHRASE_THINGS_FAST_REPOST] = "accounts reposted at once",
    [PHRASE_THINGS_DOMAIN] = "sites",
    [PHRASE_THINGS_FIELD] = "values",
    [PHRASE_THINGS_HASHTAGS_DAY] = "sequences of hashtags",
    [PHRASE_THINGS_HANDLE] = "handles",
    [PHRASE_THINGS_TIME] = "moments",
    [PHRASE_THINGS_FUSED] = "things",
    [PHRASE_CONFIDENCE_HIGH] = "high confidence",
    [PHRASE_CONFIDENCE_MODERATE] = "moderate confidence",
    [PHRASE_CONFIDENCE_LOW] = "low confidence",
    [PHRASE_TAG_OWN] = "the cluster's own",
    [PHRASE_TAG_STARTED] = "started in the cluster, taken up outside",
    [PHRASE_TAG_COMMON] = "in common use before",
    [PHRASE_TAG_JOINED] = "in some use before",
    [PHRASE_REACTION_REPOSTS] = "reposts",
    [PHRASE_REACTION_REPLIES] = "replies",
    [PHRASE_REACTION_LIKES] = "likes",
    [PHRASE_REACTION_VIEWS] = "views",
    [PHRASE_FIRST_SEVERAL] = "several accounts at once",
    [PHRASE_NO_MEMBER] = " (not in the cluster)",
    [PHRASE_FIELD_KIND] = "whether a post is a repost, a quote or a reply",
    [PHRASE_FIELD_SECONDS] = "the second of a post",
    [PHRASE_FIELD_HOURS] = "the hour of a post",
    [PHRASE_FIELD_HOLIDAYS] = "a list of holidays (--holidays)",
    [PHRASE_FIELD_HASHTAGS] = "hashtags",
    [PHRASE_FIELD_MENTIONS] = "mentions and answers",
    [PHRASE_FIELD_LINKS] = "links",
    [PHRASE_FIELD_WATCHLIST] = "a list of known accounts (--watchlist)",
    [PHRASE_FIELD_TEXT] = "texts that can be compared",
    [PHRASE_FIELD_PLACE] = "places of accounts",
    [PHRASE_FIELD_LANGUAGE] = "the language of a post",
    [PHRASE_FIELD_MEDIA] = "pictures and videos",
    [PHRASE_FIELD_CREATED] = "creation dates of accounts",
    [PHRASE_FIELD_STATUS] = "the status of accounts (active, suspended, deleted)",
    [PHRASE_FIELD_FOLLOWERS] = "numbers of followers",
    [PHRASE_FIELD_BIO] = "bios of accounts",
    [PHRASE_FIELD_REACTIONS] = "numbers of reposts, likes or views of a post",
    [PHRASE_FIELD_REPOST_OF] = "whom a repost repeats",
    [PHRASE_FIELD_WEBSITE] = "websites of accounts",
    [PHRASE_FIELD_PICTURE] = "profile pictures of accounts",
    [PHRASE_FIELD_DAYS] = "posts on ten days or more",
    [PHRASE_FIELD_CLIENT] = "the program that sent a post",
    [PHRASE_SECOND] = "second|seconds",
    [PHRASE_MINUTE] = "minute|minutes",
    [PHRASE_HOUR] = "hour|hours",
    [PHRASE_DAY] = "day|days",
    [PHRASE_ODDS] = "1 in %s",
    [PHRASE_P_EQUALS] = "p = %s",
    [PHRASE_P_BELOW] = "p < %s",
    [PHRASE_UNDER] = "under",
    [PHRASE_OVER] = "over",
    [PHRASE_RANGE] = " to ",
    [PHRASE_QUOTED] = "“%s”",
    [PHRASE_TITLE] = "Cluster {0}: {1 account|accounts} in lockstep",
    [PHRASE_SUMMARY] = "Between {from} and {to}, these {3 account|accounts} {0} within {1} of each "
                       "other, more often than chance explains.",
    [PHRASE_INTRODUCTION] =
        "This page says what was *observed* in the data, what was *computed* from "
        "it, and what is *assessed*. Times are UTC; days, hours and weekdays are those of {2}. "
        "The rest of the data are the accounts that are in no cluster, and their posts. "
        "A mark such as F1 names a finding of `dossier.json`, which holds its numbers, its "
        "uncertainty and the "
        "posts behind it; `lockstep verify` computes all of them again.",
    [PHRASE_OBSERVED] = "Observed",
    [PHRASE_COMPUTED] = "Computed",
    [PHRASE_ASSESSED] = "Assessed",
    [PHRASE_HEAD_KEY] = "Key findings",
    [PHRASE_HEAD_MEANING] = "What this does not say",
    [PHRASE_MEANING] =
        "Coordination is not inauthenticity. *Assessed:* chance is no good explanation of what "
        "these "
        "accounts share and when. Other explanations to consider: they may be newspapers of one "
        "publisher or customers of one news agency, fans who follow one idol, members of a party "
        "or "
        "a movement who agreed openly, users of one scheduling tool or share button, or people who "
        "react to the same event. The data does not say who runs the accounts, whether people or "
        "programs post, whether they hide that they act together, or whether what they say is "
        "true. "
        "Before drawing a conclusion, read the posts behind `coshares.csv`, look for a common "
        "source "
        "and for an innocent reason, and ask the account holders.",
    [PHRASE_HEAD_MARKS] = "Not a campaign?",
    [PHRASE_MARK_HOLDS] = "This may be",
    [PHRASE_MARK_ABSENT] = "No sign of",
    [PHRASE_SOURCE_KNOWN] = "which is verified, calls itself news or is far more followed",
    [PHRASE_SOURCE_UNKNOWN] = "an account like the others",
    [PHRASE_MARKS_SOME] = "A sign is a question and no acquittal: a campaign can look like this "
                          "too. Thresholds are in docs/method.md.",
    [PHRASE_MARKS_NONE] =
        "That none of these signs holds proves nothing either. Thresholds are in docs/method.md.",
    [PHRASE_HEAD_CARD] = "Identity card",
    [PHRASE_HEAD_ACTIVITY] = "Activity",
    [PHRASE_HEAD_CAMPAIGNS] = "Campaigns",
    [PHRASE_HEAD_CONTENT] = "Content",
    [PHRASE_HEAD_ACCOUNTS] = "Accounts",
    [PHRASE_HEAD_REACH] = "Reach",
    [PHRASE_HEAD_NETWORK] = "Network",
    [PHRASE_HEAD_COMPARISON] = "Compared with the rest of the data",
    [PHRASE_HEAD_LIMITS] = "Limits",
    [PHRASE_HEAD_TECHNIQUES] = "Techniques",
    [PHRASE_TECHNIQUES] =
        "What the findings suggest in the terms of DISARM (red framework 1.6; "
        "former ids of 1.5 and before in brackets). *Assessed:* a pattern of this "
        "kind is in the data; intent is not.",
    [PHRASE_HEAD_INDICATORS] = "Indicators",
    [PHRASE_INDICATORS] =
        "Ids and handles of all accounts are in `accounts.csv`, texts with their "
        "normal forms in `texts.csv`, every co-share in `coshares.csv`; hashtags, "
        "sites and media are in the tables above.",
    [PHRASE_HEAD_METHOD] = "Method",
    [PHRASE_METHOD] =
        "Two shares of one object by different accounts that are no further apart than the window, "
        "both ends included, are a co-share. Pairs of accounts that co-share enough different "
        "objects are edges; Leiden communities of these edges that exceed the null model are "
        "candidates. A candidate is kept as a cluster where its evidence is positive: where its "
        "episodes concentrate on its accounts more than their activity, who was about, and the "
        "object's audience explain, after paying for the choice of the accounts. Posts of one time "
        "are taken in the order of the "
        "input. The same data and settings give the same clusters and findings.",
    [PHRASE_HEAD_PROVENANCE] = "Provenance",
    [PHRASE_MADE_BY] = "Made by",
    [PHRASE_HEAD_EVIDENCE] = "Evidence",
    [PHRASE_EVIDENCE] =
        "The posts behind each finding, or the accounts where there are no posts: at most 50 of "
        "each. `dossier.json` holds the same, and `coshares.csv` every co-share.",
    [PHRASE_EVIDENCE_POSTS] = "{0} of {1 post|posts}:",
    [PHRASE_EVIDENCE_ACCOUNTS] = "{0} of {1 account|accounts}:",
    [PHRASE_REPORT_TITLE] = "Case report: {0 cluster|clusters} in lockstep",
    [PHRASE_REPORT_SUMMARY] =
        "The data has {2 post|posts} by {3 account|accounts}[, from {from} to {to}]. {0 "
        "cluster|clusters} of accounts {0:acts|act} together more than chance explains, {1 "
        "account|accounts} in all; {4 more community|more communities} {4:was|were} found that "
        "chance explains, and {5 pair|pairs} of accounts outside the clusters {5:is|are} "
        "significant by {5:itself|themselves}. What is *observed*, *computed* and *assessed* is "
        "marked as such; a mark such as F1 leads to the finding in the dossier of its cluster. The "
        "numbers of the "
        "whole are `counts` of `run.json`.",
    [PHRASE_REPORT_TITLE_NONE] = "Case report: no accounts in lockstep were found",
    [PHRASE_REPORT_SUMMARY_NONE] =
        "The data has {2 post|posts} by {3 account|accounts}[, from {from} to {to}]. No cluster of "
        "accounts was found that acts together more than chance explains. {4 "
        "community|communities} of accounts share things at the same time as chance would have it, "
        "and {5 pair|pairs} of accounts {5:is|are} significant by {5:itself|themselves}. That "
        "nothing was found does not mean that nothing is there: other windows and traces may show "
        "more (`lockstep sweep`), and so may more of the data. The numbers of the whole are "
        "`counts` of `run.json`.",
    [PHRASE_REPORT_CLUSTERS] = "Clusters",
    [PHRASE_REPORT_CLUSTER] = "Cluster {0}",
    [PHRASE_REPORT_DOSSIER] = "The dossier of this cluster",
    [PHRASE_COLUMNS_CLUSTERS] =
        "Cluster|#Accounts|#Posts|Layer|#Window|#Evidence (nats)|First|Last|Findings",
    [PHRASE_REPORT_OUTPUTS] =
        "The files of the case, and the SHA-256 of each (of this page: in `run.json`).",
    [PHRASE_COLUMNS_OUTPUTS] = "File|SHA-256",
    [PHRASE_OWN_CAMPAIGNS] =
        "No campaigns were given (`--campaigns`): each hashtag that a tenth of "
        "the cluster's accounts used is taken for one.",
    [PHRASE_LANGUAGES] =
        "ar=Arabic|az=Azerbaijani|bg=Bulgarian|bn=Bengali|ca=Catalan|cs=Czech|da=Danish"
        "|de=German|el=Greek|en=English|es=Spanish|et=Estonian|fa=Persian|fi=Finnish|fr=French"
        "|he=Hebrew|hi=Hindi|hr=Croatian|hu=Hungarian|hy=Armenian|id=Indonesian|in=Indonesian"
        "|it=Italian|iw=Hebrew|ja=Japanese|ka=Georgian|ko=Korean|lt=Lithuanian|lv=Latvian"
        "|nl=Dutch|no=Norwegian|pl=Polish|pt=Portuguese|ro=Romanian|ru=Russian|sk=Slovak"
        "|sl=Slovenian|sr=Serbian|sv=Swedish|ta=Tamil|th=Thai|tl=Tagalog|tr=Turkish"
        "|uk=Ukrainian|ur=Urdu|vi=Vietnamese|zh=Chinese",
    [PHRASE_WEEKDAYS] = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday",
    [PHRASE_COLUMNS_DAYS] = "Day|#Posts|#Accounts",
    [PHRASE_COLUMNS_SETTINGS] = "Setting|Value",
    [PHRASE_COLUMNS_CAMPAIGNS] = "Campaign|What is part of it (`--campaigns`)",
    [PHRASE_COLUMNS_INPUTS] =
        "Input|SHA-256|Format|#Records read|#used|#repeated|#left out|#not usable",
    [PHRASE_COLUMNS_TECHNIQUES] = "Technique|Name|Findings",
    [PHRASE_LIMIT_SEEN] =
        "Only what the input holds is seen. Posts that were deleted, accounts that were suspended "
        "and whatever the collection did not ask for are missing, and every number here is a "
        "number "
        "of this data.",
    [PHRASE_LIMIT_NULL] =
        "The null model takes accounts to choose what they share independently of each other. What "
        "a group would share by chance is the largest of three: its part of all activity, its part "
        "of those who were about at the time, and its part of the object's other audience or of "
        "the crowd that shares such objects. "
        "Accounts that follow the same source or react to the same event can still be found, with "
        "no agreement between them.",
    [PHRASE_LIMIT_MINUTE] = "The data states times to the minute at best. A gap given here may be "
                            "off by almost a minute "
                            "either way, and who was first within a minute is unknown.",
    [PHRASE_LIMIT_DAY] =
        "The data states times to the day only. Hours, gaps and the order of posts "
        "within a day are unknown, and tables of hours mean nothing.",
    [PHRASE_LIMIT_KINDS] =
        "The data, as it was read, marks no post as a repost, a quote or a reply. All count as "
        "originals, and a text may be one that was passed on.",
    [PHRASE_LIMIT_REDACTED] = "Accounts and posts bear pseudonyms. Texts are quoted as they are "
                              "but for @mentions and addresses: a name that stands in a text "
                              "without @ remains, and a text can be searched for.",
    [PHRASE_OMITTED] =
        "Of this cluster the data lacks what these analyses need, and nothing is said of them:",
};

const struct wording wording_en = {.language = "en",
                                   .group = ",",
                                   .decimal = ".",
                                   .zero_is_one = false,
                                   .sentences = sentences,
                                   .columns = columns,
                                   .phrases = phrases};
