#include "engine/formats.h"

#include "engine/error.h"
#include "engine/reader.h"

#define X_ORIGINAL "referenced_tweets[type=retweeted]"
#define X_NEEDS    "text", "created_at"

/* A long post's entities are of its whole text. */
#define X_EITHER(entities) "note_tweet.entities." entities "|entities." entities

/* What X API v2 posts have in common, on pages and flattened. */
#define X_V2_PATHS                                                                                 \
    [FIELD_ID] = "id", [FIELD_TIME] = "created_at", [FIELD_TEXT] = "note_tweet.text|text",         \
    [FIELD_LANGUAGE] = "lang", [FIELD_CLIENT] = "source", [FIELD_REPOST_OF] = X_ORIGINAL ".id",    \
    [FIELD_QUOTE_OF] = "referenced_tweets[type=quoted].id",                                        \
    [FIELD_LINKED] = "referenced_tweets[type=quoted].id",                                          \
    [FIELD_REPLY_TO] = "referenced_tweets[type=replied_to].id",                                    \
    [FIELD_REPLY_TO_ACCOUNT] = "in_reply_to_user_id", [FIELD_CONVERSATION] = "conversation_id",    \
    [FIELD_URLS] = X_EITHER("urls[].unwound_url/expanded_url/url"),                                \
    [FIELD_HASHTAGS] = X_EITHER("hashtags[].tag"),                                                 \
    [FIELD_MENTIONS] = X_EITHER("mentions[].username"),                                            \
    [FIELD_MEDIA] = "attachments.media_keys[]|attachments.media[].media_key|"                      \
                    "attachments.media_keys[].media_key",                                          \
    [FIELD_REPOSTS] = "public_metrics.retweet_count",                                              \
    [FIELD_REPLIES] = "public_metrics.reply_count", [FIELD_LIKES] = "public_metrics.like_count",   \
    [FIELD_VIEWS] = "public_metrics.impression_count"

/* Where the author of a post is: on pages, and flattened by twarc or by 4CAT. */
#define X_ON_PAGE(fact) "author_id->users." fact
#define X_INLINE(fact)  "author." fact "|author_user." fact
#define X_COLUMN(fact)  "author." fact

#define X_V2_AUTHOR(of)                                                                            \
    [FIELD_BIO] = of("description"), [FIELD_LOCATION] = of("location"),                            \
    [FIELD_CREATED] = of("created_at"), [FIELD_VERIFIED] = of("verified"),                         \
    [FIELD_FOLLOWERS] = of("public_metrics.followers_count"),                                      \
    [FIELD_FOLLOWING] = of("public_metrics.following_count"),                                      \
    [FIELD_POSTS] = of("public_metrics.tweet_count"),                                              \
    [FIELD_LISTED] = of("public_metrics.listed_count"),                                            \
    [FIELD_WEBSITE] = of("entities.url.urls[].expanded_url") "|" of("url"),                        \
    [FIELD_PICTURE] = of("profile_image_url")

#define X_V2_STATUS(author)                                                                        \
    author "[protected=true]~as(protected)|" author "[withheld]~as(withheld)"

#define X_WEB_RT       "legacy.retweeted_status_result.result.tweet/"
#define X_WEB_QUOTE    "quoted_status_result.result.tweet/"
#define X_WEB_USER     "core.user_results.result."
#define X_WEB_NOTE     "note_tweet.note_tweet_results.result."
#define CT_RESHARE     "This is a re-share of a post"
#define CT_TEXT        "message|description|title~unless(" CT_RESHARE ")"
#define BLUESKY_POST   "[$type=app.bsky.feed.post]"
#define BLUESKY_REPOST "[$type=app.bsky.feed.repost]"
#define BLUESKY_GONE(commit)                                                                       \
    commit "[operation=delete][collection=app.bsky.feed.post]|" commit                             \
           "[operation=delete][collection=app.bsky.feed.repost]"
#define JETSTREAM_2 "network.bsky.jetstream.subscribeEvents#"

/* A Bluesky record, and what is embedded in it. */
#define BLUESKY_RECORD(record)                                                                     \
    [FIELD_TEXT] = record ".text", [FIELD_LANGUAGE] = record ".langs[]",                           \
    [FIELD_QUOTE_OF] = record ".embed.record.record.uri|" record ".embed.record.uri",              \
    [FIELD_REPLY_TO] = record ".reply.parent.uri",                                                 \
    [FIELD_CONVERSATION] = record ".reply.root.uri",                                               \
    [FIELD_URLS] = record ".embed.external.uri&" record ".embed.media.external.uri&" record        \
                          ".facets[].features[].uri&" record ".entities[type=link].value",         \
    [FIELD_HASHTAGS] = record ".facets[].features[].tag&" record ".tags[]",                        \
    [FIELD_MENTIONS] = record ".facets[].features[].did&" record ".entities[type=mention].value",  \
    [FIELD_MEDIA] =                                                                                \
        record ".embed.images[].image.ref.$link/link&" record                                      \
               ".embed.media.images[].image.ref.$link/link&" record                                \
               ".embed.video.ref.$link/link&" record ".embed.media.video.ref.$link/link"

/* An event of the stream. The server's clock stands in where a record has none. */
#define JETSTREAM_PATHS(did, commit, clock)                                                        \
    [FIELD_DELETED] = BLUESKY_GONE(commit),                                                        \
    [FIELD_ID] = "at://{" did "}/{" commit ".collection}/{" commit ".rkey}",                       \
    [FIELD_ACCOUNT] = did, [FIELD_TIME] = commit ".record.createdAt|" clock,                       \
    [FIELD_REPOST_OF] = commit ".record" BLUESKY_REPOST ".subject.uri",                            \
    BLUESKY_RECORD(commit ".record")

#define BLUESKY_COUNTS(p)                                                                          \
    [FIELD_REPOSTS] = p "repostCount/repost_count", [FIELD_REPLIES] = p "replyCount/reply_count",  \
    [FIELD_LIKES] = p "likeCount/like_count"

#define BLUESKY_VIEW                                                                               \
    [FIELD_ID] = "uri", [FIELD_ACCOUNT] = "author.did",                                            \
    [FIELD_TIME] = "record.createdAt/created_at|indexedAt|indexed_at",                             \
    [FIELD_HANDLE] = "author.handle", [FIELD_DISPLAY_NAME] = "author.displayName/display_name",    \
    [FIELD_CREATED] = "author.createdAt/created_at", [FIELD_STATUS] = "labels[].val",              \
    [FIELD_PICTURE] = "author.avatar", BLUESKY_COUNTS(""), BLUESKY_RECORD("record")

/* A post in a feed, whose reason says who reposted it there. */
#define BLUESKY_REASON                                                                             \
    [FIELD_REPOST_OF] = "[reason].post.uri", [FIELD_REPOST_OF_ACCOUNT] = "[reason].post.author."   \
                                                                         "did"
#define BLUESKY_FEED                                                                               \
    [FIELD_ID] = "{reason.by.did}/{post.uri}|post.uri",                                            \
    [FIELD_ACCOUNT] = "reason.by.did|post.author.did",                                             \
    [FIELD_TIME] = "reason.indexedAt/indexed_at|post.record.createdAt/created_at|"                 \
                   "post.indexedAt/indexed_at",                                                    \
    [FIELD_HANDLE] = "reason.by.handle|post.author.handle",                                        \
    [FIELD_DISPLAY_NAME] = "reason.by.displayName/display_name|"                                   \
                           "post.author.displayName/display_name",                                 \
    [FIELD_PICTURE] = "reason.by.avatar|post.author.avatar", BLUESKY_COUNTS("post."),              \
    BLUESKY_RECORD("post.record")

#define REDDIT_PATHS(p)                                                                            \
    [FIELD_ID] = p "name|t1_{" p "[link_id].id}|t3_{" p "[title].id}|" p "id",                     \
    [FIELD_ACCOUNT] = p "author_fullname|" p "author~unless([deleted])",                           \
    [FIELD_HANDLE] = p "author", [FIELD_TIME] = p "created_utc",                                   \
    [FIELD_TEXT] = p "body|{" p "title}\n\n{" p "selftext}|" p "title",                            \
    [FIELD_URLS] = p "[is_self=false].url|" p "url_overridden_by_dest",                            \
    [FIELD_REPOST_OF] = p "crosspost_parent", [FIELD_REPLY_TO] = p "parent_id",                    \
    [FIELD_CONVERSATION] = p "link_id", [FIELD_LIKES] = p "score",                                 \
    [FIELD_REPLIES] = p "num_comments", [FIELD_CREATED] = p "author_created_utc",                  \
    [FIELD_STATUS] = p "removed_by_category|" p "_meta.removal_type|" p                            \
                       "_meta[was_deleted_later=true]~as(deleted)"

#define MASTODON_GONE "|[event=delete].payload"
#define X_V1_GONE     "|delete.status.id_str"

#define X_V1_PATHS                                                                                 \
    [FIELD_TEXT] = "extended_tweet.full_text|full_text|text", [FIELD_HANDLE] = "user.screen_name", \
    [FIELD_LANGUAGE] = "lang", [FIELD_CLIENT] = "source~html",                                     \
    [FIELD_REPOST_OF] = "retweeted_status.id_str/id",                                              \
    [FIELD_REPOST_OF_ACCOUNT] = "retweeted_status.user.id_str/id",                                 \
    [FIELD_QUOTE_OF] = "quoted_status_id_str|quoted_status.id_str/id",                             \
    [FIELD_LINKED] = "quoted_status_id_str&quoted_status.id_str/id",                               \
    [FIELD_REPLY_TO] = "in_reply_to_status_id_str|in_reply_to_status_id",                          \
    [FIELD_REPLY_TO_ACCOUNT] = "in_reply_to_user_id_str|in_reply_to_user_id",                      \
    [FIELD_URLS] = "extended_tweet.entities.urls[].expanded_url/url|"                              \
                   "entities.urls[].expanded_url/url",                                             \
    [FIELD_HASHTAGS] = "extended_tweet.entities.hashtags[].text|"                                  \
                       "entities.hashtags[].text",                                                 \
    [FIELD_MENTIONS] = "extended_tweet.entities.user_mentions[].screen_name|"                      \
                       "entities.user_mentions[].screen_name",                                     \
    [FIELD_MEDIA] = "extended_entities.media[].id_str|"                                            \
                    "extended_tweet.extended_entities.media[].id_str|"                             \
                    "entities.media[].id_str",                                                     \
    [FIELD_REPOSTS] = "retweet_count", [FIELD_REPLIES] = "reply_count",                            \
    [FIELD_LIKES] = "favorite_count", [FIELD_DISPLAY_NAME] = "user.name",                          \
    [FIELD_BIO] = "user.description", [FIELD_LOCATION] = "user.location",                          \
    [FIELD_CREATED] = "user.created_at", [FIELD_FOLLOWERS] = "user.followers_count",               \
    [FIELD_FOLLOWING] = "user.friends_count", [FIELD_POSTS] = "user.statuses_count",               \
    [FIELD_VERIFIED] = "user.verified", [FIELD_LISTED] = "user.listed_count",                      \
    [FIELD_WEBSITE] = "user.entities.url.urls[].expanded_url|user.url",                            \
    [FIELD_PICTURE] = "user.profile_image_url_https|user.profile_image_url",                       \
    [FIELD_DEFAULT_PICTURE] = "user.default_profile_image",                                        \
    [FIELD_STATUS] =                                                                               \
        "user[protected=true]~as(protected)|user.withheld_in_countries[]~as(withheld)"

/* What names a status, and an account, on every server comes first. */
#define MASTODON_PATHS                                                                             \
    [FIELD_ID] = "uri|url|id", [FIELD_ACCOUNT] = "account.uri|account.url|account.id",             \
    [FIELD_TIME] = "created_at", [FIELD_TEXT] = "content~html", [FIELD_HANDLE] = "account.acct",   \
    [FIELD_LANGUAGE] = "language", [FIELD_CLIENT] = "application.name",                            \
    [FIELD_REPOST_OF] = "reblog.uri/url/id",                                                       \
    [FIELD_REPOST_OF_ACCOUNT] = "reblog.account.uri/url/id",                                       \
    [FIELD_QUOTE_OF] = "quote.quoted_status.uri/url/id|quote.uri/url/id|quote_id",                 \
    [FIELD_REPLY_TO] = "in_reply_to_id", [FIELD_REPLY_TO_ACCOUNT] = "in_reply_to_account_id",      \
    [FIELD_CONVERSATION] = "conversation_id|pleroma.conversation_id",                              \
    [FIELD_URLS] = "content~links&card.url", [FIELD_HASHTAGS] = "tags[].name",                     \
    [FIELD_MENTIONS] = "mentions[].acct/username",                                                 \
    [FIELD_MEDIA] = "media_attachments[].remote_url/url", [FIELD_REPOSTS] = "reblogs_count",       \
    [FIELD_REPLIES] = "replies_count", [FIELD_LIKES] = "favourites_count",                         \
    [FIELD_DISPLAY_NAME] = "account.display_name", [FIELD_BIO] = "account.note~html",              \
    [FIELD_STATUS] = "account[suspended=true]~as(suspended)|"                                      \
                     "account[limited=true]~as(limited)|"                                          \
                     "account[memorial=true]~as(memorial)|"                                        \
                     "account[moved]~as(moved)|account[bot=true]~as(bot)",                         \
    [FIELD_EDITED] = "edited_at", [FIELD_CREATED] = "account.created_at",                          \
    [FIELD_FOLLOWERS] = "account.followers_count", [FIELD_FOLLOWING] = "account.following_count",  \
    [FIELD_POSTS] = "account.statuses_count", [FIELD_PICTURE] = "account.avatar_static/avatar"

#define YOUTUBE_TOP  "snippet.topLevelComment.snippet."
#define YOUTUBE_ITEM "items[]." YOUTUBE_TOP
#define THREADS_INFO "text_post_app_info."

#define INSTAGRAM_PATHS                                                                            \
    [FIELD_ID] = "code", [FIELD_ACCOUNT] = "user.pk/id|user.username", [FIELD_TIME] = "taken_at",  \
    [FIELD_TEXT] = "caption.text", [FIELD_HANDLE] = "user.username",                               \
    [FIELD_DISPLAY_NAME] = "user.full_name", [FIELD_VERIFIED] = "user.is_verified",                \
    [FIELD_LIKES] = "like_count"

#define TIKTOK_RESEARCH_PATHS                                                                      \
    [FIELD_ID] = "id|video_id", [FIELD_ACCOUNT] = "username|author_name",                          \
    [FIELD_HANDLE] = "username|author_name", [FIELD_TIME] = "create_time",                         \
    [FIELD_TEXT] = "video_description|voice_to_text", [FIELD_LOCATION] = "region_code",            \
    [FIELD_HASHTAGS] = "hashtag_names|hashtag_info_list[].hashtag_name|hashtag_info_list",         \
    [FIELD_MENTIONS] = "video_mention_list", [FIELD_MEDIA] = "music_id",                           \
    [FIELD_REPOSTS] = "share_count", [FIELD_REPLIES] = "comment_count",                            \
    [FIELD_LIKES] = "like_count", [FIELD_VIEWS] = "view_count"

/* Posts of CrowdTangle's API: nested as it sends them, or flattened with '_'. */
#define CROWDTANGLE_API_PATHS                                                                      \
    [FIELD_ID] = "platformId|id",                                                                  \
    [FIELD_ACCOUNT] = "account.platformId|account_platformId|account.id|account_id",               \
    [FIELD_TIME] = "date", [FIELD_TEXT] = CT_TEXT,                                                 \
    [FIELD_HANDLE] = "account.handle|account_handle",                                              \
    [FIELD_DISPLAY_NAME] = "account.name|account_name",                                            \
    [FIELD_URLS] = "expandedLinks[].expanded/original|expanded|link",                              \
    [FIELD_LOCATION] = "account.pageAdminTopCountry|account_pageAdminTopCountry",                  \
    [FIELD_FOLLOWERS] = "account.subscriberCount|account_subscriberCount",                         \
    [FIELD_VERIFIED] = "account.verified|account_verified",                                        \
    [FIELD_REPOSTS] = "statistics.actual.shareCount|statistics_actual_shareCount",                 \
    [FIELD_REPLIES] = "statistics.actual.commentCount|statistics_actual_commentCount",             \
    [FIELD_LIKES] = "statistics.actual.likeCount/favoriteCount|statistics_actual_likeCount|"       \
                    "statistics_actual_favoriteCount",                                             \
    [FIELD_VIEWS] = "statistics.actual.viewCount|statistics_actual_viewCount"

const struct format formats[] = {
    {
        .name = "x-v2-pages",
        .platform = "x",
        .timed_ids = true,
        .help = "X API v2 responses, one a line: data and includes",
        .needs = {"data", "includes|meta|matching_rules|__twarc|data[].author_id|data.author_id"},
        .posts = "data",
        .post = "text",
        .original = X_ORIGINAL ".id->tweets",
        .tables = {{"users", "includes.users", "id"},
                   {"tweets", "includes.tweets", "id"},
                   {"errors", "errors", "value"}},
        .has_entities = true,
        .linked_media = true,
        .paths = {[FIELD_ACCOUNT] = "author_id",
                  [FIELD_REPOST_OF_ACCOUNT] = X_ORIGINAL ".id->tweets.author_id",
                  [FIELD_HANDLE] = X_ON_PAGE("username"),
                  [FIELD_DISPLAY_NAME] = X_ON_PAGE("name"),
                  [FIELD_STATUS] = X_V2_STATUS("author_id->users") "|author_id->errors.detail",
                  X_V2_AUTHOR(X_ON_PAGE),
                  X_V2_PATHS},
    },
    {
        .name = "twarc-csv",
        .platform = "x",
        .timed_ids = true,
        .help = "X API v2 posts as twarc-csv writes them",
        .needs = {"retweeted_user_id|retweeted_username|referenced_tweets.retweeted.id",
                  "author_id|author.id", "created_at", "text"},
        .linked_media = true,
        .paths = {[FIELD_ID] = "id",
                  [FIELD_ACCOUNT] = "author_id|author.id",
                  [FIELD_TIME] = "created_at",
                  [FIELD_TEXT] = "text",
                  [FIELD_LANGUAGE] = "lang",
                  [FIELD_CLIENT] = "source",
                  [FIELD_REPOST_OF] = "referenced_tweets.retweeted.id",
                  [FIELD_REPOST_OF_ACCOUNT] = "retweeted_user_id",
                  [FIELD_QUOTE_OF] = "referenced_tweets.quoted.id",
                  [FIELD_REPLY_TO] = "referenced_tweets.replied_to.id",
                  [FIELD_REPLY_TO_ACCOUNT] = "in_reply_to_user_id",
                  [FIELD_CONVERSATION] = "conversation_id",
                  [FIELD_URLS] = "entities.urls",
                  [FIELD_HASHTAGS] = "entities.hashtags",
                  [FIELD_MENTIONS] = "entities.mentions",
                  [FIELD_MEDIA] = "attachments.media_keys|attachments.media",
                  [FIELD_REPOSTS] = "public_metrics.retweet_count",
                  [FIELD_REPLIES] = "public_metrics.reply_count",
                  [FIELD_LIKES] = "public_metrics.like_count",
                  [FIELD_VIEWS] = "public_metrics.impression_count",
                  [FIELD_HANDLE] = X_COLUMN("username"),
                  [FIELD_DISPLAY_NAME] = X_COLUMN("name"),
                  [FIELD_STATUS] = "[author.protected=True]~as(protected)|"
                                   "author.withheld.country_codes~as(withheld)|"
                                   "author.withheld.scope~as(withheld)",
                  X_V2_AUTHOR(X_COLUMN)},
    },
    {
        .name = "x-v2-flat",
        .platform = "x",
        .timed_ids = true,
        .help = "X API v2 posts, one a line, author inline (twarc2 flatten)",
        .needs = {"text", "created_at", "author_id|author.id",
                  "author.username|author.id|referenced_tweets|conversation_id|public_metrics|"
                  "edit_history_tweet_ids"},
        .post = "text",
        .original = X_ORIGINAL,
        .has_entities = true,
        .linked_media = true,
        .paths = {[FIELD_ACCOUNT] = "author_id|author.id",
                  [FIELD_REPOST_OF_ACCOUNT] = X_ORIGINAL ".author_id|" X_ORIGINAL ".author.id",
                  [FIELD_HANDLE] = X_INLINE("username") "|author_username",
                  [FIELD_DISPLAY_NAME] = X_INLINE("name") "|author_fullname",
                  [FIELD_STATUS] = X_V2_STATUS("author") "|" X_V2_STATUS("author_user"),
                  X_V2_AUTHOR(X_INLINE),
                  X_V2_PATHS},
    },
    {
        .name = "x-web",
        .platform = "x",
        .timed_ids = true,
        .help = "posts as X's website loads them (GraphQL), from Zeeschuimer or 4CAT",
        .needs = {"rest_id|data.rest_id|legacy.id_str|data.legacy.id_str",
                  "legacy.created_at|data.legacy.created_at"},
        .posts = "data",
        .posts_are_optional = true,
        .post = "legacy.full_text",
        .original = X_WEB_RT,
        .has_entities = true,
        .linked_media = true,
        .paths = {[FIELD_ID] = "rest_id|legacy.id_str",
                  [FIELD_ACCOUNT] = "legacy.user_id_str|" X_WEB_USER "rest_id|user.id_str",
                  [FIELD_TIME] = "legacy.created_at",
                  [FIELD_TEXT] = X_WEB_NOTE "text|legacy.full_text",
                  [FIELD_HANDLE] = X_WEB_USER "core.screen_name|" X_WEB_USER
                                              "legacy.screen_name|user.screen_name",
                  [FIELD_LANGUAGE] = "legacy.lang",
                  [FIELD_CLIENT] = "source~html|legacy.source~html",
                  [FIELD_REPOST_OF] = X_WEB_RT ".rest_id|" X_WEB_RT ".legacy.id_str",
                  [FIELD_REPOST_OF_ACCOUNT] = X_WEB_RT ".legacy.user_id_str",
                  [FIELD_QUOTE_OF] = X_WEB_QUOTE ".rest_id|legacy.quoted_status_id_str",
                  [FIELD_LINKED] = X_WEB_QUOTE ".rest_id&legacy.quoted_status_id_str",
                  [FIELD_REPLY_TO] = "legacy.in_reply_to_status_id_str",
                  [FIELD_REPLY_TO_ACCOUNT] = "legacy.in_reply_to_user_id_str",
                  [FIELD_CONVERSATION] = "legacy.conversation_id_str",
                  [FIELD_URLS] = X_WEB_NOTE "entity_set.urls[].expanded_url/url|"
                                            "legacy.entities.urls[].expanded_url/url",
                  [FIELD_HASHTAGS] = X_WEB_NOTE "entity_set.hashtags[].text|"
                                                "legacy.entities.hashtags[].text",
                  [FIELD_MENTIONS] = X_WEB_NOTE "entity_set.user_mentions[].screen_name|"
                                                "legacy.entities.user_mentions[].screen_name",
                  [FIELD_MEDIA] = "legacy.extended_entities.media[].id_str|"
                                  "legacy.entities.media[].id_str",
                  [FIELD_REPOSTS] = "legacy.retweet_count",
                  [FIELD_REPLIES] = "legacy.reply_count",
                  [FIELD_LIKES] = "legacy.favorite_count",
                  [FIELD_VIEWS] = "views.count",
                  [FIELD_DISPLAY_NAME] = X_WEB_USER "core.name|" X_WEB_USER "legacy.name|user.name",
                  [FIELD_STATUS] = X_WEB_USER "legacy[protected=true]~as(protected)|" X_WEB_USER
                                              "privacy[protected=true]~as(protected)|" X_WEB_USER
                                              "legacy.withheld_in_countries[]~as(withheld)",
                  [FIELD_BIO] = X_WEB_USER "legacy.description",
                  [FIELD_LOCATION] = X_WEB_USER "legacy.location|" X_WEB_USER "location.location",
                  [FIELD_CREATED] = X_WEB_USER "core.created_at|" X_WEB_USER "legacy.created_at",
                  [FIELD_FOLLOWERS] = X_WEB_USER "legacy.followers_count",
                  [FIELD_FOLLOWING] = X_WEB_USER "legacy.friends_count",
                  [FIELD_POSTS] = X_WEB_USER "legacy.statuses_count",
                  [FIELD_VERIFIED] = X_WEB_USER "is_blue_verified",
                  [FIELD_LISTED] = X_WEB_USER "legacy.listed_count",
                  [FIELD_WEBSITE] =
                      X_WEB_USER "legacy.entities.url.urls[].expanded_url|" X_WEB_USER "legacy.url",
                  [FIELD_PICTURE] =
                      X_WEB_USER "avatar.image_url|" X_WEB_USER "legacy.profile_image_url_https",
                  [FIELD_DEFAULT_PICTURE] = X_WEB_USER "legacy.default_profile_image"},
    },
    {
        .name = "x-v1-pages",
        .platform = "x",
        .timed_ids = true,
        .help = "responses of X's API v1.1 search: statuses",
        .needs = {"statuses[].user.id|statuses[].user.screen_name", "statuses[].created_at",
                  "statuses[].text|statuses[].full_text"},
        .lists = "statuses",
        .post = "text|full_text",
        .original = "retweeted_status",
        .has_entities = true,
        .linked_media = true,
        .paths = {[FIELD_ID] = "id_str|id",
                  [FIELD_ACCOUNT] = "user.id_str|user.id",
                  [FIELD_TIME] = "created_at",
                  X_V1_PATHS},
    },
    {
        .name = "x-v1",
        .platform = "x",
        .timed_ids = true,
        .help = "X API v1.1 posts (twarc 1, the old streams)",
        .needs = {"id_str|entities.user_mentions|retweeted_status" X_V1_GONE,
                  "user.id_str|user.screen_name" X_V1_GONE, "created_at|timestamp_ms" X_V1_GONE,
                  "text|full_text" X_V1_GONE},
        .post = "text|full_text|delete.status.id_str",
        .original = "retweeted_status",
        .has_entities = true,
        .linked_media = true,
        .paths = {[FIELD_ID] = "id_str|id" X_V1_GONE,
                  [FIELD_ACCOUNT] = "user.id_str|user.id|delete.status.user_id_str",
                  [FIELD_TIME] = "timestamp_ms|created_at|delete.timestamp_ms",
                  [FIELD_DELETED] = "delete.status[id_str]",
                  X_V1_PATHS},
    },
    {
        .name = "snscrape",
        .platform = "x",
        .timed_ids = true,
        .help = "X posts as snscrape writes them, one a line",
        .needs = {"id", "user.username", "date", "rawContent|renderedContent|conversationId"},
        .linked_media = true,
        .paths = {[FIELD_ID] = "id",
                  [FIELD_ACCOUNT] = "user.id|user.username",
                  [FIELD_TIME] = "date",
                  [FIELD_TEXT] = "rawContent|content|renderedContent",
                  [FIELD_HANDLE] = "user.username",
                  [FIELD_LANGUAGE] = "lang",
                  [FIELD_CLIENT] = "sourceLabel|source~html",
                  [FIELD_REPOST_OF] = "retweetedTweet.id",
                  [FIELD_REPOST_OF_ACCOUNT] = "retweetedTweet.user.id",
                  [FIELD_QUOTE_OF] = "quotedTweet.id",
                  [FIELD_LINKED] = "quotedTweet.id",
                  [FIELD_REPLY_TO] = "inReplyToTweetId",
                  [FIELD_REPLY_TO_ACCOUNT] = "inReplyToUser.id",
                  [FIELD_CONVERSATION] = "conversationId",
                  [FIELD_URLS] = "links[].url|outlinks[]",
                  [FIELD_HASHTAGS] = "hashtags[]",
                  [FIELD_MENTIONS] = "mentionedUsers[].username",
                  [FIELD_MEDIA] = "media[].fullUrl/thumbnailUrl",
                  [FIELD_REPOSTS] = "retweetCount",
                  [FIELD_REPLIES] = "replyCount",
                  [FIELD_LIKES] = "likeCount",
                  [FIELD_VIEWS] = "viewCount",
                  [FIELD_DISPLAY_NAME] = "user.displayname",
                  [FIELD_BIO] = "user.rawDescription|user.description",
                  [FIELD_LOCATION] = "user.location",
                  [FIELD_CREATED] = "user.created",
                  [FIELD_FOLLOWERS] = "user.followersCount",
                  [FIELD_FOLLOWING] = "user.friendsCount",
                  [FIELD_POSTS] = "user.statusesCount",
                  [FIELD_VERIFIED] = "user.verified",
                  [FIELD_LISTED] = "user.listedCount",
                  [FIELD_WEBSITE] = "user.link.url|user.linkUrl",
                  [FIELD_PICTURE] = "user.profileImageUrl"},
    },
    {
        .name = "twarc1-csv",
        .platform = "x",
        .timed_ids = true,
        .help = "X API v1.1 posts as twarc 1's json2csv writes them",
        .needs = {"tweet_type", "retweet_or_quote_id", "user_id|user_screen_name", "created_at"},
        .linked_media = true,
        .paths = {[FIELD_ID] = "id",
                  [FIELD_ACCOUNT] = "user_id|user_screen_name",
                  [FIELD_TIME] = "parsed_created_at|created_at",
                  [FIELD_TEXT] = "text",
                  [FIELD_HANDLE] = "user_screen_name",
                  [FIELD_LANGUAGE] = "lang",
                  [FIELD_CLIENT] = "source~html",
                  [FIELD_REPOST_OF] = "[tweet_type=retweet].retweet_or_quote_id",
                  [FIELD_REPOST_OF_ACCOUNT] = "[tweet_type=retweet].retweet_or_quote_user_id",
                  [FIELD_QUOTE_OF] = "[tweet_type=quote].retweet_or_quote_id",
                  [FIELD_REPLY_TO] = "in_reply_to_status_id",
                  [FIELD_REPLY_TO_ACCOUNT] = "in_reply_to_user_id",
                  [FIELD_URLS] = "urls",
                  [FIELD_HASHTAGS] = "hashtags",
                  [FIELD_MEDIA] = "media",
                  [FIELD_IS_REPOST] = "[tweet_type=retweet]",
                  [FIELD_REPOSTS] = "retweet_count",
                  [FIELD_LIKES] = "favorite_count",
                  [FIELD_DISPLAY_NAME] = "user_name",
                  [FIELD_BIO] = "user_description",
                  [FIELD_LOCATION] = "user_location",
                  [FIELD_CREATED] = "user_created_at",
                  [FIELD_FOLLOWERS] = "user_followers_count",
                  [FIELD_FOLLOWING] = "user_friends_count",
                  [FIELD_POSTS] = "user_statuses_count",
                  [FIELD_VERIFIED] = "user_verified",
                  [FIELD_LISTED] = "user_listed_count",
                  [FIELD_WEBSITE] = "user_urls",
                  [FIELD_DEFAULT_PICTURE] = "user_default_profile_image"},
    },
    {
        .name = "gnip",
        .platform = "x",
        .timed_ids = true,
        .help = "X posts as Activity Streams (GNIP, the old enterprise API)",
        .needs = {"verb", "actor.id", "postedTime", "body"},
        .post = "body",
        .original = "object[objectType=activity]",
        .has_entities = true,
        .linked_media = true,
        .paths = {[FIELD_ID] = "id",
                  [FIELD_ACCOUNT] = "actor.id",
                  [FIELD_TIME] = "postedTime",
                  [FIELD_TEXT] = "long_object.body|body",
                  [FIELD_HANDLE] = "actor.preferredUsername",
                  [FIELD_LANGUAGE] = "twitter_lang|lang",
                  [FIELD_CLIENT] = "generator.displayName",
                  [FIELD_REPOST_OF] = "[verb=share].object.id",
                  [FIELD_REPOST_OF_ACCOUNT] = "[verb=share].object.actor.id",
                  [FIELD_QUOTE_OF] = "twitter_quoted_status.id",
                  [FIELD_LINKED] = "twitter_quoted_status.link~tail",
                  [FIELD_REPLY_TO] = "inReplyTo.link~tail",
                  [FIELD_URLS] = "long_object.twitter_entities.urls[].expanded_url/url|"
                                 "twitter_entities.urls[].expanded_url/url|"
                                 "gnip.urls[].expanded_url/url",
                  [FIELD_HASHTAGS] = "long_object.twitter_entities.hashtags[].text|"
                                     "twitter_entities.hashtags[].text",
                  [FIELD_MENTIONS] = "long_object.twitter_entities.user_mentions[].screen_name|"
                                     "twitter_entities.user_mentions[].screen_name",
                  [FIELD_MEDIA] = "twitter_extended_entities.media[].id_str",
                  [FIELD_IS_REPOST] = "[verb=share]",
                  [FIELD_REPOSTS] = "retweetCount",
                  [FIELD_LIKES] = "favoritesCount",
                  [FIELD_DISPLAY_NAME] = "actor.displayName",
                  [FIELD_BIO] = "actor.summary",
                  [FIELD_LOCATION] = "actor.location.displayName",
                  [FIELD_CREATED] = "actor.postedTime",
                  [FIELD_FOLLOWERS] = "actor.followersCount",
                  [FIELD_FOLLOWING] = "actor.friendsCount",
                  [FIELD_POSTS] = "actor.statusesCount",
                  [FIELD_VERIFIED] = "actor.verified",
                  [FIELD_LISTED] = "actor.listedCount",
                  [FIELD_WEBSITE] = "actor.links[].href",
                  [FIELD_PICTURE] = "actor.image"},
    },
    {
        .name = "x-io",
        .platform = "x",
        .timed_ids = true,
        .help = "X's archive of information operations, 30 or 31 columns",
        .needs = {"tweetid", "userid", "tweet_time"},
        .linked_media = true,
        .paths = {[FIELD_ID] = "tweetid",
                  [FIELD_ACCOUNT] = "userid",
                  [FIELD_TIME] = "tweet_time",
                  [FIELD_TEXT] = "tweet_text",
                  [FIELD_HANDLE] = "user_screen_name",
                  [FIELD_LANGUAGE] = "tweet_language",
                  [FIELD_CLIENT] = "tweet_client_name",
                  [FIELD_REPOST_OF] = "retweet_tweetid",
                  [FIELD_REPOST_OF_ACCOUNT] = "retweet_userid",
                  [FIELD_QUOTE_OF] = "quoted_tweet_tweetid",
                  [FIELD_REPLY_TO] = "in_reply_to_tweetid",
                  [FIELD_REPLY_TO_ACCOUNT] = "in_reply_to_userid",
                  [FIELD_URLS] = "urls",
                  [FIELD_HASHTAGS] = "hashtags",
                  [FIELD_MENTIONS] = "user_mentions",
                  [FIELD_IS_REPOST] = "is_retweet",
                  [FIELD_REPOSTS] = "retweet_count",
                  [FIELD_REPLIES] = "reply_count",
                  [FIELD_LIKES] = "like_count",
                  [FIELD_DISPLAY_NAME] = "user_display_name",
                  [FIELD_BIO] = "user_profile_description",
                  [FIELD_LOCATION] = "user_reported_location",
                  [FIELD_STATUS] = "tweetid~as(suspended)",
                  [FIELD_CREATED] = "account_creation_date",
                  [FIELD_FOLLOWERS] = "follower_count",
                  [FIELD_FOLLOWING] = "following_count",
                  [FIELD_WEBSITE] = "user_profile_url"},
    },
    {
        .name = "fivethirtyeight",
        .platform = "x",
        .timed_ids = true,
        .help = "FiveThirtyEight's table of the Internet Research Agency's posts",
        .needs = {"external_author_id|alt_external_id", "publish_date", "content",
                  "account_category|harvested_date"},
        .linked_media = true,
        .paths = {[FIELD_ID] = "tweet_id|article_url~tail",
                  [FIELD_ACCOUNT] = "alt_external_id|external_author_id|author",
                  [FIELD_TIME] = "publish_date",
                  [FIELD_TEXT] = "content",
                  [FIELD_HANDLE] = "author",
                  [FIELD_LANGUAGE] = "language",
                  [FIELD_URLS] = "tco1_step1&tco2_step1&tco3_step1",
                  [FIELD_REPOST_OF] = "[retweet=1].content|[post_type=RETWEET].content",
                  [FIELD_IS_REPOST] = "retweet|[post_type=RETWEET]",
                  [FIELD_LOCATION] = "region",
                  [FIELD_STATUS] = "author~as(suspended)",
                  [FIELD_FOLLOWERS] = "followers",
                  [FIELD_FOLLOWING] = "following",
                  [FIELD_POSTS] = "updates"},
    },
    {
        .name = "crowdtangle-facebook",
        .platform = "facebook",
        .help = "CrowdTangle's Facebook posts of pages or groups, as CSV",
        .needs = {"Facebook Id", "Post Created|Post Created Date", "URL"},
        .paths = {[FIELD_ID] = "URL~tail",
                  [FIELD_ACCOUNT] = "Facebook Id",
                  [FIELD_TIME] = "Post Created|{Post Created Date} {Post Created Time}",
                  [FIELD_TEXT] = "Message|Description|Link Text|Image Text",
                  [FIELD_HANDLE] = "User Name",
                  [FIELD_URLS] = "Final Link|Link",
                  [FIELD_REPOSTS] = "Shares",
                  [FIELD_REPLIES] = "Comments",
                  [FIELD_LIKES] = "Likes",
                  [FIELD_VIEWS] = "Total Views|Post Views",
                  [FIELD_DISPLAY_NAME] = "Page Name|Group Name",
                  [FIELD_BIO] = "Page Description",
                  [FIELD_LOCATION] = "Page Admin Top Country",
                  [FIELD_CREATED] = "Page Created",
                  [FIELD_FOLLOWERS] = "Followers at Posting|Likes at Posting"},
    },
    {
        .name = "crowdtangle-instagram",
        .platform = "instagram",
        .help = "CrowdTangle's Instagram posts, as CSV",
        .needs = {"Account", "User Name", "Post Created", "URL"},
        .paths = {[FIELD_ID] = "URL~tail",
                  [FIELD_ACCOUNT] = "User Name",
                  [FIELD_TIME] = "Post Created",
                  [FIELD_TEXT] = "Description|Title",
                  [FIELD_HANDLE] = "User Name",
                  [FIELD_URLS] = "Link",
                  [FIELD_MEDIA] = "Photo",
                  [FIELD_REPLIES] = "Comments",
                  [FIELD_LIKES] = "Likes",
                  [FIELD_VIEWS] = "Views",
                  [FIELD_DISPLAY_NAME] = "Account",
                  [FIELD_FOLLOWERS] = "Followers at Posting"},
    },
    {
        .name = "crowdtangle-history",
        .platform = "facebook",
        .help = "CrowdTangle's historical data, as CSV",
        .needs = {"expandedLinks.expanded|expandedLinks.original", "date"},
        .paths = {[FIELD_ID] = "platformId|postUrl~tail|id",
                  [FIELD_ACCOUNT] = "account.platformId|account.id|Facebook Id|account.url|"
                                    "account.handle|account.name|Page Name|Group Name",
                  [FIELD_TIME] = "date",
                  [FIELD_TEXT] = CT_TEXT,
                  [FIELD_HANDLE] = "account.handle|User Name",
                  [FIELD_URLS] = "[title=" CT_RESHARE "].expandedLinks.original|"
                                 "expandedLinks.expanded|expandedLinks.original|link",
                  [FIELD_REPOSTS] = "statistics.actual.shareCount",
                  [FIELD_REPLIES] = "statistics.actual.commentCount",
                  [FIELD_LIKES] = "statistics.actual.likeCount",
                  [FIELD_DISPLAY_NAME] = "account.name|Page Name|Group Name",
                  [FIELD_LOCATION] = "account.pageAdminTopCountry",
                  [FIELD_FOLLOWERS] = "account.subscriberCount",
                  [FIELD_VERIFIED] = "account.verified"},
    },
    {
        .name = "crowdtangle-instagram-pages",
        .platform = "instagram",
        .help = "responses of CrowdTangle's API about Instagram: result.posts",
        .needs = {"result.posts[platform=Instagram].date",
                  "result.posts[].account.id|result.posts[].platformId"},
        .lists = "result.posts",
        .paths = {CROWDTANGLE_API_PATHS},
    },
    {
        .name = "crowdtangle-instagram-api",
        .platform = "instagram",
        .help = "posts of CrowdTangle's API about Instagram, as it sends them or flattened",
        .needs = {"[platform=Instagram].platformId|[platform=Instagram].postUrl", "date",
                  "account.id|account.platformId|account_id|account_platformId"},
        .paths = {CROWDTANGLE_API_PATHS},
    },
    {
        .name = "crowdtangle-pages",
        .platform = "facebook",
        .help = "responses of CrowdTangle's API: result.posts",
        .needs = {"result.posts[].date", "result.posts[].account.id|result.posts[].platformId"},
        .lists = "result.posts",
        .paths = {CROWDTANGLE_API_PATHS},
    },
    {
        .name = "crowdtangle-api",
        .platform = "facebook",
        .help = "posts of CrowdTangle's API, as it sends them or flattened",
        .needs = {"platformId|postUrl", "date",
                  "account.id|account.platformId|account_id|account_platformId"},
        .paths = {CROWDTANGLE_API_PATHS},
    },
    {
        .name = "meta-content-library",
        .platform = "meta",
        .help = "Meta Content Library's posts, as CSV, or of its API: data",
        .needs = {"creation_time|data[].creation_time",
                  "post_owner.id|post_owner.name|surface.id|surface.name|data[].post_owner.id|"
                  "data[].surface.id",
                  "id|data[].id"},
        .posts = "data",
        .posts_are_optional = true,
        .paths = {[FIELD_ID] = "id",
                  [FIELD_ACCOUNT] = "post_owner.id|surface.id|post_owner.username",
                  [FIELD_TIME] = "creation_time",
                  [FIELD_TEXT] = "text|caption",
                  [FIELD_HANDLE] = "post_owner.username|surface.username",
                  [FIELD_LANGUAGE] = "lang",
                  [FIELD_REPOST_OF] = "shared_post_id",
                  [FIELD_URLS] = "link_attachment.link",
                  [FIELD_MEDIA] = "multimedia[].id|multimedia",
                  [FIELD_REPOSTS] = "statistics.share_count",
                  [FIELD_REPLIES] = "statistics.comment_count",
                  [FIELD_LIKES] = "statistics.like_count",
                  [FIELD_VIEWS] = "statistics.views",
                  [FIELD_DISPLAY_NAME] = "post_owner.name|surface.name"},
    },
    {
        .name = "telegram-desktop",
        .platform = "telegram",
        .help = "Telegram Desktop's export, result.json, of one chat or of all",
        .needs = {"messages[].date|chats.list[].messages[].date",
                  "messages[].text|chats.list[].messages[].text",
                  "messages[].from_id|messages[].actor_id|messages[].date_unixtime|messages[].from|"
                  "chats.list[].messages[].from_id|chats.list[].messages[].date_unixtime"},
        .lists = "messages|chats.list[].messages|left_chats.list[].messages",
        .post = "[type=message]",
        .has_entities = true,
        .paths = {[FIELD_ID] = "{^id}/{id}|id",
                  [FIELD_ACCOUNT] = "from_id|from",
                  [FIELD_TIME] = "date_unixtime|date",
                  [FIELD_TEXT] = "text|text[+].text/",
                  [FIELD_REPOST_OF] = "{forwarded_from}: {text}|{forwarded_from}: {text[+].text/}",
                  [FIELD_REPOST_OF_ACCOUNT] = "forwarded_from_id|forwarded_from",
                  [FIELD_IS_REPOST] = "[forwarded_from]",
                  [FIELD_STATUS] = "[!from]~as(deleted)",
                  [FIELD_EDITED] = "edited_unixtime|edited",
                  [FIELD_REPLY_TO] = "{^id}/{reply_to_message_id}|reply_to_message_id",
                  [FIELD_CONVERSATION] = "^id|^name",
                  [FIELD_URLS] = "text_entities[type=link].text&text_entities[type=text_link].href|"
                                 "text[type=link].text&text[type=text_link].href",
                  [FIELD_HASHTAGS] = "text_entities[type=hashtag].text|text[type=hashtag].text",
                  [FIELD_MENTIONS] =
                      "text_entities[type=mention].text&text_entities[type=mention_name].user_id|"
                      "text[type=mention].text&text[type=mention_name].user_id",
                  [FIELD_DISPLAY_NAME] = "from"},
    },
    {
        .name = "telegram",
        .platform = "telegram",
        .help = "Telegram messages by Telethon or 4CAT, one a line",
        .links_in_text = true,
        .needs = {"peer_id.channel_id|peer_id.chat_id|peer_id.user_id|to_id.channel_id|"
                  "to_id.chat_id|to_id.user_id",
                  "message", "date"},
        .post = "message",
        .paths = {[FIELD_ID] = "{peer_id.channel_id}/{id}|{peer_id.chat_id}/{id}|"
                               "{peer_id.user_id}/{id}|{to_id.channel_id}/{id}|"
                               "{to_id.chat_id}/{id}|{to_id.user_id}/{id}|id",
                  [FIELD_ACCOUNT] = "from_id.user_id/channel_id/|_sender.id|peer_id.channel_id|"
                                    "peer_id.user_id|to_id.channel_id",
                  [FIELD_TIME] = "date",
                  [FIELD_TEXT] = "message",
                  [FIELD_HANDLE] = "_sender.username",
                  [FIELD_REPOST_OF] = "{fwd_from.from_id.channel_id}/{fwd_from.channel_post}|"
                                      "{fwd_from.from_id.channel_id}@{fwd_from.date}|"
                                      "{fwd_from.from_id.user_id}@{fwd_from.date}|"
                                      "{fwd_from.channel_id}/{fwd_from.channel_post}|"
                                      "{fwd_from.from_id}@{fwd_from.date}|"
                                      "{fwd_from.from_name}@{fwd_from.date}",
                  [FIELD_IS_REPOST] = "[fwd_from]",
                  [FIELD_REPOST_OF_ACCOUNT] = "fwd_from.from_id.channel_id/user_id/|"
                                              "fwd_from.channel_id|fwd_from.from_name",
                  [FIELD_REPLY_TO] = "{peer_id.channel_id}/{reply_to.reply_to_msg_id}|"
                                     "{peer_id.chat_id}/{reply_to.reply_to_msg_id}|"
                                     "{to_id.channel_id}/{reply_to_msg_id}|"
                                     "{to_id.chat_id}/{reply_to_msg_id}",
                  [FIELD_CONVERSATION] = "peer_id.channel_id|peer_id.chat_id|to_id.channel_id|"
                                         "to_id.chat_id",
                  [FIELD_URLS] = "entities[_=MessageEntityTextUrl].url&"
                                 "entities[_type=MessageEntityTextUrl].url&media.webpage.url",
                  [FIELD_MEDIA] = "media.photo.id|media.document.id",
                  [FIELD_EDITED] = "[edit_hide=false].edit_date|[!edit_hide].edit_date",
                  [FIELD_REPOSTS] = "forwards",
                  [FIELD_REPLIES] = "replies.replies",
                  [FIELD_VIEWS] = "views",
                  [FIELD_DISPLAY_NAME] = "{_sender.first_name} {_sender.last_name}|"
                                         "_sender.first_name|_sender.title|post_author",
                  [FIELD_STATUS] = "_sender[deleted=true]~as(deleted)|_sender[scam=true]~as(scam)|"
                                   "_sender[fake=true]~as(fake)|"
                                   "_sender.restriction_reason[].reason|"
                                   "restriction_reason[].reason",
                  [FIELD_VERIFIED] = "_sender.verified"},
    },
    {
        .name = "4cat-telegram",
        .platform = "telegram",
        .help = "4CAT's table of Telegram messages",
        .links_in_text = true,
        .needs = {"author_forwarded_from_name|author_forwarded_from_username|"
                  "author_forwarded_from_id",
                  "body", "author|author_username", "timestamp|unix_timestamp"},
        .paths = {[FIELD_ID] = "id",
                  [FIELD_ACCOUNT] = "author|author_username|chat|thread_id",
                  [FIELD_TIME] = "unix_timestamp|timestamp",
                  [FIELD_TEXT] = "body",
                  [FIELD_HANDLE] = "author_username",
                  [FIELD_REPOST_OF] =
                      "{author_forwarded_from_id}@{unix_timestamp_forwarded_from}|"
                      "{author_forwarded_from_name}@{unix_timestamp_forwarded_from}",
                  [FIELD_REPOST_OF_ACCOUNT] = "author_forwarded_from_id|"
                                              "author_forwarded_from_username|"
                                              "author_forwarded_from_name",
                  [FIELD_REPLY_TO] = "{thread_id}-{reply_to}|reply_to",
                  [FIELD_CONVERSATION] = "thread_id|chat",
                  [FIELD_URLS] = "link_attached&entities_linked", /* which are handles or URLs */
                  [FIELD_MENTIONS] = "entities_mentioned&entities_linked",
                  [FIELD_MEDIA] = "attachment_data",
                  [FIELD_EDITED] = "unix_timestamp_edited|timestamp_edited",
                  [FIELD_STATUS] = "restriction_reason|chat_restriction_reason",
                  [FIELD_REPOSTS] = "forwards",
                  [FIELD_VIEWS] = "views",
                  [FIELD_DISPLAY_NAME] = "author_name"},
    },
    {
        .name = "csds-telegram",
        .platform = "telegram",
        .help = "the Coordinated Sharing Detection Service's table of Telegram messages",
        .needs = {"message_text", "message_id", "channel_id|channel_name|sender_id", "date"},
        .paths = {[FIELD_ID] = "{channel_id}/{message_id}|message_id",
                  [FIELD_ACCOUNT] = "channel_id|sender_id|channel_name|post_author",
                  [FIELD_TIME] = "date",
                  [FIELD_TEXT] = "message_text",
                  [FIELD_DISPLAY_NAME] = "channel_name|post_author",
                  [FIELD_VIEWS] = "views"},
    },
    {
        .name = "bluesky-jetstream",
        .platform = "bluesky",
        .help = "Bluesky's Jetstream, version 1: posts and reposts among its events",
        .needs = {"did", "time_us", "commit|identity|account"},
        .post = "commit.record" BLUESKY_POST "|commit.record" BLUESKY_REPOST
                "|identity|account|" BLUESKY_GONE("commit"),
        .has_entities = true,
        .paths = {[FIELD_HANDLE] = "identity.handle",
                  [FIELD_STATUS] = "account.status|account[active=true]~as(active)|"
                                   "account[active=false]~as(inactive)",
                  [FIELD_EDITED] = "commit[operation=update].record.createdAt",
                  [FIELD_FACTS_ONLY] = "[kind=identity]|[kind=account]",
                  JETSTREAM_PATHS("did", "commit", "time_us")},
    },
    {
        .name = "bluesky-jetstream-2",
        .platform = "bluesky",
        .help = "Bluesky's Jetstream, version 2: posts and reposts among its events",
        .needs = {"payload.did", "payload.seq|payload.time", "payload.$type"},
        .post = "payload.record" BLUESKY_POST "|payload.record" BLUESKY_REPOST
                "|payload[$type=" JETSTREAM_2 "identity]|payload[$type=" JETSTREAM_2
                "account]|" BLUESKY_GONE("payload"),
        .has_entities = true,
        .paths = {[FIELD_HANDLE] = "payload.handle|payload.identity.handle",
                  [FIELD_STATUS] = "payload.status|payload.account.status|"
                                   "payload[active=true]~as(active)|"
                                   "payload[active=false]~as(inactive)",
                  [FIELD_EDITED] = "payload[operation=update].time",
                  [FIELD_FACTS_ONLY] = "payload[$type=" JETSTREAM_2 "identity]|"
                                       "payload[$type=" JETSTREAM_2 "account]",
                  JETSTREAM_PATHS("payload.did", "payload", "payload.time")},
    },
    {
        .name = "bluesky-pages",
        .platform = "bluesky",
        .help = "responses of Bluesky's search: posts",
        .needs = {"posts[].author.did", "posts[].uri", "posts[].record"},
        .lists = "posts",
        .has_entities = true,
        .paths = {BLUESKY_VIEW},
    },
    {
        .name = "bluesky-feed-pages",
        .platform = "bluesky",
        .help = "responses of Bluesky's API with a feed of posts and reposts",
        .needs = {"feed[].post.author.did", "feed[].post.uri", "feed[].post.record"},
        .lists = "feed",
        .has_entities = true,
        .paths = {BLUESKY_FEED, BLUESKY_REASON},
    },
    {
        .name = "bluesky-thread",
        .platform = "bluesky",
        .help = "responses of Bluesky's API with a thread",
        .needs = {"thread.post.author.did", "thread.post.uri", "thread.post.record"},
        .posts = "thread",
        .post = "post.record",
        .nested = "replies",
        .has_entities = true,
        .paths = {BLUESKY_FEED},
    },
    {
        .name = "bluesky-feed",
        .platform = "bluesky",
        .help = "items of such a feed, one a line",
        .needs = {"post.author.did", "post.uri", "post.record"},
        .has_entities = true,
        .paths = {BLUESKY_FEED, BLUESKY_REASON},
    },
    {
        .name = "bluesky",
        .platform = "bluesky",
        .help = "posts as Bluesky's API and 4CAT show them",
        .needs = {"author.did", "uri", "record"},
        .has_entities = true,
        .paths = {BLUESKY_VIEW},
    },
    {
        .name = "communalytic-bluesky",
        .platform = "bluesky",
        .help = "Communalytic's table of Bluesky posts",
        .needs = {"id", "username", "date", "text"},
        .within = "at://did:",
        .paths = {[FIELD_ID] = "id",
                  [FIELD_ACCOUNT] = "username",
                  [FIELD_TIME] = "date",
                  [FIELD_TEXT] = "text",
                  [FIELD_HANDLE] = "username"},
    },
    {
        .name = "mastodon",
        .platform = "mastodon",
        .help = "statuses of Mastodon, Pleroma and Akkoma, and their streams",
        .needs = {"account.acct|payload.account.acct" MASTODON_GONE,
                  "content|payload.content" MASTODON_GONE,
                  "created_at|payload.created_at" MASTODON_GONE,
                  "id|uri|payload.id|payload.uri" MASTODON_GONE},
        .posts = "payload",
        .posts_are_optional = true,
        .post = "content|[event=delete]",
        .original = "reblog",
        .has_entities = true,
        .paths = {[FIELD_DELETED] = "[event=delete]",
                  [FIELD_LOCAL_ID] = "id|[event=delete].payload",
                  MASTODON_PATHS},
    },
    {
        .name = "mastodon-pages",
        .platform = "mastodon",
        .help = "responses of Mastodon's API with several statuses: of a search, around a status",
        .needs = {"statuses[].account.acct|descendants[].account.acct|ancestors[].account.acct",
                  "statuses[].content|descendants[].content|ancestors[].content"},
        .lists = "statuses|ancestors|descendants",
        .post = "content",
        .original = "reblog",
        .has_entities = true,
        .paths = {[FIELD_LOCAL_ID] = "id", MASTODON_PATHS},
    },
    {
        .name = "mastodon-web",
        .platform = "mastodon",
        .help = "statuses of Truth Social and Gab from Zeeschuimer",
        .needs = {"data.account.acct", "data.content", "data.created_at", "source_platform"},
        .posts = "data",
        .post = "content",
        .original = "reblog",
        .has_entities = true,
        .paths = {[FIELD_LOCAL_ID] = "id", MASTODON_PATHS},
    },
    {
        .name = "threads-web",
        .platform = "threads",
        .help = "posts as Threads' website loads them, from Zeeschuimer or 4CAT",
        .needs = {"taken_at|data.taken_at", "code|data.code", "user.username|data.user.username",
                  "text_post_app_info|data.text_post_app_info"},
        .posts = "data",
        .posts_are_optional = true,
        .post = "taken_at",
        .paths = {INSTAGRAM_PATHS, [FIELD_URLS] = THREADS_INFO "link_preview_attachment.url",
                  [FIELD_REPOST_OF] = THREADS_INFO "share_info.reposted_post.code",
                  [FIELD_QUOTE_OF] = THREADS_INFO "share_info.quoted_post.code",
                  [FIELD_REPOSTS] = THREADS_INFO "repost_count",
                  [FIELD_REPLIES] = THREADS_INFO "direct_reply_count"},
    },
    {
        .name = "instagram-web",
        .platform = "instagram",
        .help = "posts as Instagram's website loads them, from Zeeschuimer or 4CAT",
        .needs = {"taken_at|data.taken_at", "code|data.code", "user.username|data.user.username",
                  "media_type|data.media_type|like_count|data.like_count"},
        .posts = "data",
        .posts_are_optional = true,
        .post = "taken_at",
        .paths = {INSTAGRAM_PATHS, [FIELD_REPLIES] = "comment_count", [FIELD_VIEWS] = "play_count"},
    },
    {
        .name = "reddit-listing",
        .platform = "reddit",
        .help = "Reddit's API: listings of posts and comments, threads",
        .needs = {"data.children[].data.author|json.data.things[].data.author",
                  "data.children[].kind|json.data.things[].kind"},
        .lists = "data.children|json.data.things",
        .post = "data.author",
        .nested = "data.replies.data.children",
        .paths = {REDDIT_PATHS("data.")},
    },
    {
        .name = "reddit",
        .platform = "reddit",
        .help = "Reddit comments and posts, one a line (Pushshift, Arctic Shift)",
        .needs = {"created_utc", "author|author_fullname", "body|selftext|title", "id|name"},
        .paths = {REDDIT_PATHS("")},
    },
    {
        .name = "tiktok-research-pages",
        .platform = "tiktok",
        .help = "responses of TikTok's Research API: data.videos",
        .needs = {"data.videos[].create_time", "data.videos[].id"},
        .lists = "data.videos",
        .paths = {TIKTOK_RESEARCH_PATHS},
    },
    {
        .name = "tiktok-research",
        .platform = "tiktok",
        .help = "videos of TikTok's Research API, one a line or as CSV",
        .needs = {"create_time", "video_description|voice_to_text", "username|author_name",
                  "id|video_id"},
        .paths = {TIKTOK_RESEARCH_PATHS},
    },
    {
        .name = "tiktok-web",
        .platform = "tiktok",
        .help = "videos as TikTok's website loads them, from Zeeschuimer or 4CAT",
        .needs = {"createTime|data.createTime", "desc|data.desc", "author|data.author",
                  "id|data.id"},
        .posts = "data",
        .posts_are_optional = true,
        .post = "createTime",
        .paths = {[FIELD_ID] = "id",
                  [FIELD_ACCOUNT] = "author.id|authorId|author.uniqueId|author",
                  [FIELD_TIME] = "createTime",
                  [FIELD_TEXT] = "desc",
                  [FIELD_HANDLE] = "author.uniqueId|author",
                  [FIELD_LANGUAGE] = "textLanguage",
                  [FIELD_QUOTE_OF] = "duetInfo.duetFromId~unless(0)",
                  [FIELD_HASHTAGS] = "textExtra[].hashtagName|challenges[].title",
                  [FIELD_MENTIONS] = "textExtra[].userUniqueId",
                  [FIELD_MEDIA] = "music.id",
                  [FIELD_REPOSTS] = "stats.shareCount",
                  [FIELD_REPLIES] = "stats.commentCount",
                  [FIELD_LIKES] = "stats.diggCount",
                  [FIELD_VIEWS] = "stats.playCount",
                  [FIELD_DISPLAY_NAME] = "author.nickname|nickname",
                  [FIELD_BIO] = "author.signature",
                  [FIELD_LOCATION] = "locationCreated",
                  [FIELD_CREATED] = "author.createTime",
                  [FIELD_FOLLOWERS] = "authorStats.followerCount",
                  [FIELD_FOLLOWING] = "authorStats.followingCount",
                  [FIELD_POSTS] = "authorStats.videoCount",
                  [FIELD_VERIFIED] = "author.verified"},
    },
    {
        .name = "4cat",
        .platform = "",
        .help = "4CAT's tables: thread_id, author, body",
        .needs = {"thread_id|is_in_group", "body", "author|author_id|account_id|author_user_id",
                  "timestamp|unix_timestamp|created_at"},
        .paths =
            {[FIELD_ID] = "id",
             [FIELD_ACCOUNT] = "author_id|account_id|author_user_id|author|author_name",
             [FIELD_TIME] = "unix_timestamp|timestamp|created_at",
             [FIELD_TEXT] = "body",
             [FIELD_HANDLE] = "author_screen_name|account_username|author",
             [FIELD_LANGUAGE] = "language_guess|languages",
             [FIELD_CLIENT] = "source",
             [FIELD_REPOST_OF] = "[is_retweet=yes].body|[is_retweet=True].body|[is_retweet=1].body|"
                                 "parent_post_url",
             [FIELD_REPOST_OF_ACCOUNT] = "retweeted_user|parent_post_author",
             [FIELD_QUOTE_OF] = "quote_tweet_id|quoted_post",
             [FIELD_REPLY_TO] = "replied_to_post|reply_to",
             [FIELD_REPLY_TO_ACCOUNT] = "replied_user|replied_author|replied_to_user",
             [FIELD_CONVERSATION] = "thread_id",
             [FIELD_URLS] = "urls|links|link_urls|link_url",
             [FIELD_HASHTAGS] = "hashtags|tags",
             [FIELD_MENTIONS] = "mentions|author_mentions",
             [FIELD_MEDIA] = "images&videos|music_id",
             [FIELD_IS_REPOST] = "is_retweet|is_reblog|is_repin",
             [FIELD_REPOSTS] =
                 "retweet_count|repost_count|reblogs_count|reblog_count|reposts|shares|share_count",
             [FIELD_REPLIES] = "reply_count|replies_count|replies|comments|comment_count|num_"
                               "comments|post_comments",
             [FIELD_LIKES] = "like_count|likes|favourites_count|num_likes|likes_count|digg_count",
             [FIELD_VIEWS] = "impression_count|views|plays|play_count",
             [FIELD_DISPLAY_NAME] = "author_fullname|author_full|author_display_name|"
                                    "account_display_name|author_nickname|author_name",
             [FIELD_CREATED] = "author_created_at",
             [FIELD_FOLLOWING] = "account_following",
             [FIELD_VERIFIED] = "verified|author_is_verified|account_verified|is_verified",
             [FIELD_BIO] = "author_description",
             [FIELD_LOCATION] = "location_created",
             [FIELD_FOLLOWERS] = "author_followers|account_followers"},
    },
    {
        .name = "youtube-videos",
        .platform = "youtube",
        .help = "YouTube Data Tools' table of videos",
        .needs = {"videoId", "channelId", "publishedAt", "videoTitle|videoDescription"},
        .paths = {[FIELD_ID] = "videoId",
                  [FIELD_ACCOUNT] = "channelId",
                  [FIELD_TIME] = "publishedAt",
                  [FIELD_TEXT] = "{videoTitle}\n\n{videoDescription}|videoTitle|videoDescription",
                  [FIELD_LANGUAGE] = "defaultLanguage|defaultAudioLanguage",
                  [FIELD_HASHTAGS] = "tags",
                  [FIELD_REPLIES] = "commentCount",
                  [FIELD_LIKES] = "likeCount",
                  [FIELD_VIEWS] = "viewCount",
                  [FIELD_DISPLAY_NAME] = "channelTitle"},
    },
    {
        .name = "youtube-comments",
        .platform = "youtube",
        .help = "YouTube Data Tools' table of comments",
        .needs = {"publishedAt", "authorName", "text", "isReplyTo|isReply|replyCount"},
        .paths = {[FIELD_ID] = "id",
                  [FIELD_ACCOUNT] = "authorChannelId|authorChannelUrl~tail|authorName",
                  [FIELD_TIME] = "publishedAt",
                  [FIELD_TEXT] = "text",
                  [FIELD_HANDLE] = "authorName",
                  [FIELD_REPLY_TO] = "isReplyTo",
                  [FIELD_CONVERSATION] = "videoId",
                  [FIELD_REPLIES] = "replyCount",
                  [FIELD_LIKES] = "likeCount",
                  [FIELD_DISPLAY_NAME] = "authorName"},
    },
    {
        .name = "youtube-api",
        .platform = "youtube",
        .help = "responses of YouTube's API with videos or threads of comments: items",
        .needs = {"items[].snippet.publishedAt|" YOUTUBE_ITEM "publishedAt",
                  "items[].snippet.channelId|" YOUTUBE_ITEM "authorChannelId|"
                  "items[].snippet.authorChannelId"},
        .lists = "items",
        .post = "snippet.title|snippet.textDisplay|" YOUTUBE_TOP "publishedAt",
        .nested = "replies.comments",
        .paths = {[FIELD_ID] = "id.videoId|id",
                  [FIELD_ACCOUNT] =
                      YOUTUBE_TOP "authorChannelId.value|snippet.authorChannelId.value|"
                                  "snippet[title].channelId",
                  [FIELD_TIME] = YOUTUBE_TOP "publishedAt|snippet.publishedAt",
                  [FIELD_TEXT] =
                      YOUTUBE_TOP "textOriginal/textDisplay|"
                                  "snippet.textOriginal/textDisplay|"
                                  "{snippet.title}\n\n{snippet.description}|snippet.title",
                  [FIELD_LANGUAGE] = "snippet.defaultLanguage|snippet.defaultAudioLanguage",
                  [FIELD_REPLY_TO] = "snippet.parentId",
                  [FIELD_CONVERSATION] = YOUTUBE_TOP "videoId|snippet.videoId",
                  [FIELD_HASHTAGS] = "snippet.tags[]",
                  [FIELD_REPLIES] = "statistics.commentCount|snippet.totalReplyCount",
                  [FIELD_LIKES] = "statistics.likeCount|" YOUTUBE_TOP "likeCount|snippet.likeCount",
                  [FIELD_VIEWS] = "statistics.viewCount",
                  [FIELD_DISPLAY_NAME] = YOUTUBE_TOP "authorDisplayName|snippet.authorDisplayName|"
                                                     "snippet.channelTitle"},
    },
    {
        .name = "vk",
        .platform = "vk",
        .help = "responses of VK's API with posts or comments: response.items",
        .needs = {"response.items[].from_id", "response.items[].date", "response.items[].text"},
        .lists = "response.items",
        .post = "from_id",
        .paths = {[FIELD_ID] = "{owner_id}_{id}|id",
                  [FIELD_ACCOUNT] = "from_id",
                  [FIELD_TIME] = "date",
                  [FIELD_TEXT] = "text",
                  [FIELD_REPOST_OF] = "{copy_history[].owner_id}_{copy_history[].id}",
                  [FIELD_URLS] = "attachments[type=link].link.url",
                  [FIELD_REPOSTS] = "reposts.count",
                  [FIELD_REPLIES] = "comments.count",
                  [FIELD_LIKES] = "likes.count",
                  [FIELD_VIEWS] = "views.count"},
    },
    {
        .name = "coortweet",
        .platform = "",
        .help = "CooRTweet's long table: one share a row",
        .needs = {"object_id", "account_id", "content_id", "timestamp_share"},
        .paths = {[FIELD_ID] = "content_id",
                  [FIELD_ACCOUNT] = "account_id",
                  [FIELD_TIME] = "timestamp_share",
                  [FIELD_OBJECT] = "object_id"},
    },
    {
        .name = "cnt",
        .platform = "",
        .help = "the Coordination Network Toolkit's table",
        .needs = {"message_id", "user_id", "repost_id", "timestamp"},
        .paths = {[FIELD_ID] = "message_id",
                  [FIELD_ACCOUNT] = "user_id",
                  [FIELD_HANDLE] = "username",
                  [FIELD_REPOST_OF] = "repost_id",
                  [FIELD_REPLY_TO] = "reply_id",
                  [FIELD_TEXT] = "message",
                  [FIELD_TIME] = "timestamp",
                  [FIELD_URLS] = "urls"},
    },
    {
        .name = "accounts",
        .platform = "",
        .help = "facts of accounts, as --accounts takes them",
        .needs = {"account_id|accountid|user_id|userid|author_id|sender_id|channel_id|page_id|"
                  "actor_id|id_str|rest_id|did|id|account|handle|username|user_name|screen_name|"
                  "user_screen_name|author_username|acct|uniqueId|preferredUsername|data[].id|"
                  "data[].username"},
        .posts = "data",
        .posts_are_optional = true,
        .of_accounts = true,
        .any_case = true,
        .paths =
            {[FIELD_ACCOUNT] = "account_id|accountid|user_id|userid|author_id|sender_id|"
                               "channel_id|page_id|actor_id|id_str|rest_id|did|account|id",
             [FIELD_HANDLE] = "handle|username|user_name|screen_name|user_screen_name|"
                              "author_username|acct|uniqueId|preferredUsername|legacy.screen_name|"
                              "core.screen_name",
             [FIELD_DISPLAY_NAME] = "display_name|user_display_name|displayName|author_name|name|"
                                    "nickname|title|legacy.name|core.name",
             [FIELD_BIO] = "bio|description|user_profile_description|profile_description|about|"
                           "summary|signature|note~html|legacy.description",
             [FIELD_LOCATION] = "location|user_reported_location|country|region|legacy.location",
             [FIELD_STATUS] = "status|account_status|state|reason|[suspended=true]~as(suspended)|"
                              "[is_suspended=true]~as(suspended)|[deleted=true]~as(deleted)|"
                              "[protected=true]~as(protected)|[suspended=True]~as(suspended)|"
                              "[is_suspended=True]~as(suspended)|[deleted=True]~as(deleted)|"
                              "[protected=True]~as(protected)|[suspended=1]~as(suspended)|"
                              "[is_suspended=1]~as(suspended)|[deleted=1]~as(deleted)",
             [FIELD_TAGS] = "tags|tag|labels|label|category|categories|account_category|group",
             [FIELD_CREATED] = "created|created_at|createdAt|account_created|account_created_at|"
                               "account_creation_date|creation_date|creation_time|date_created|"
                               "user_created_at|author_created_at|createTime|registered|joined|"
                               "join_date|legacy.created_at|core.created_at",
             [FIELD_FOLLOWERS] = "followers|followers_count|follower_count|followersCount|"
                                 "user_followers_count|subscribers|subscriber_count|"
                                 "subscriberCount|participants_count|"
                                 "public_metrics.followers_count|legacy.followers_count",
             [FIELD_FOLLOWING] = "following|following_count|followsCount|friends_count|"
                                 "user_friends_count|public_metrics.following_count|"
                                 "legacy.friends_count",
             [FIELD_POSTS] = "posts|posts_count|postsCount|statuses_count|tweet_count|"
                             "user_statuses_count|public_metrics.tweet_count|"
                             "legacy.statuses_count",
             [FIELD_VERIFIED] = "verified|user_verified|is_verified|is_blue_verified",
             [FIELD_LISTED] = "listed|listed_count|public_metrics.listed_count|legacy.listed_count",
             [FIELD_WEBSITE] = "website|entities.url.urls[].expanded_url|"
                               "legacy.entities.url.urls[].expanded_url|legacy.url",
             [FIELD_PICTURE] = "picture_hash|profile_image_hash|avatar_hash|picture|"
                               "profile_image_url_https|profile_image_url|profile_image|avatar|"
                               "legacy.profile_image_url_https",
             [FIELD_DEFAULT_PICTURE] = "default_picture|default_profile_image|"
                                       "legacy.default_profile_image",
             [FIELD_FORMER] = "former_handles|former_handle|previous_handles|"
                              "previous_usernames|former_screen_names"},
    },
    {
        .name = "generic",
        .platform = "",
        .help = "any table with a column for the account and one for the time; see --map",
        .any_case = true,
        .paths =
            {[FIELD_ID] = "id|post_id|tweet_id|tweetid|message_id|content_id|status_id|comment_id|"
                          "id_str",
             [FIELD_ACCOUNT] = "account_id|author_id|user_id|userid|sender_id|"
                               "from_id|author_channel_id|channel_id|"
                               "page_id|owner_id|account|author|user|username|user_name|"
                               "screen_name|handle|sender|from_user_id|from_user|"
                               "from_user_name|author.id|user.id_str|user.id|"
                               "account.id|author.username|user.username|user.screen_name|"
                               "channel.username|"
                               "benutzer|nutzer|konto|autor|verfasser|utilisateur|compte|auteur|"
                               "usuario|cuenta|usuário|conta|utente|autore|użytkownik|"
                               "пользователь|Пользователь|аккаунт|Аккаунт|автор|Автор|канал|Канал|"
                               "користувач|Користувач|kullanıcı|hesap|yazar",
             [FIELD_TIME] = "timestamp|time|created_at|createdat|datetime|date_time|date|"
                            "publish_date|published_at|publishedat|published|posted_at|post_date|"
                            "post_time|tweet_time|timestamp_share|created_utc|created|"
                            "creation_time|create_time|createtime|unix_timestamp|date_unixtime|"
                            "zeitstempel|datum|zeit|horodatage|fecha|fecha_y_hora|hora|"
                            "data_e_hora|data_ora|дата|Дата|время|Время|час|Час|tarih|zaman",
             [FIELD_TEXT] = "text|content|message|body|tweet_text|full_text|message_text|post_text|"
                            "caption|comment|tweet|raw_content|title|nachricht|inhalt|beitrag|"
                            "texte|contenu|message_texte|texto|contenido|mensaje|conteúdo|"
                            "mensagem|testo|messaggio|treść|tekst|текст|Текст|сообщение|Сообщение|"
                            "повідомлення|Повідомлення|metin|mesaj",
             [FIELD_HANDLE] =
                 "handle|username|user_name|screen_name|user_screen_name|"
                 "from_user_name|author_username|author.username|user.username|user.screen_name",
             [FIELD_LANGUAGE] = "language|lang|tweet_language",
             [FIELD_CLIENT] = "client|source_label|tweet_client_name|client_name",
             [FIELD_OBJECT] = "object_id|object",
             [FIELD_REPOST_OF] = "repost_of|repost_id|retweet_id|retweet_of|retweeted_id|"
                                 "retweet_tweetid|retweeted_status_id|retweet_status_id",
             [FIELD_REPOST_OF_ACCOUNT] =
                 "repost_of_account|retweet_userid|retweeted_user_id|retweet_user_id",
             [FIELD_QUOTE_OF] = "quote_of|quote_id|quoted_id|quoted_status_id|"
                                "quoted_tweet_tweetid",
             [FIELD_REPLY_TO] = "reply_to|reply_id|reply_to_id|in_reply_to_id|in_reply_to|"
                                "in_reply_to_status_id|in_reply_to_tweetid|reply_to_message_id|"
                                "reply_to_status_id|parent_id",
             [FIELD_REPLY_TO_ACCOUNT] = "reply_to_account|in_reply_to_user_id|in_reply_to_userid|"
                                        "in_reply_to_account_id|reply_to_user_id",
             [FIELD_CONVERSATION] = "conversation|conversation_id|thread_id",
             [FIELD_URLS] = "urls|outlinks|urls_expanded_url|url|links|link|expanded_url|entities."
                            "urls[].expanded_url/url|"
                            "liens|lien|enlaces|enlace|collegamenti|ссылки|Ссылки|ссылка|Ссылка|"
                            "посилання|Посилання|bağlantı",
             [FIELD_HASHTAGS] = "hashtags|hashtag|entities.hashtags[].tag/text",
             [FIELD_MENTIONS] =
                 "mentions|mention|user_mentions|mentioned_users|mentions_screen_name|"
                 "entities.mentions[].username",
             [FIELD_MEDIA] = "media|media_ids|media_id|media_keys|media_hash|image|images",
             [FIELD_IS_REPOST] = "is_repost|is_retweet",
             [FIELD_REPOSTS] = "reposts|retweets|retweet_count|repost_count|shares|share_count",
             [FIELD_REPLIES] = "replies|reply_count|comments|comment_count",
             [FIELD_LIKES] = "likes|like_count|favorite_count|favourites_count|favorites",
             [FIELD_VIEWS] = "views|view_count|impressions|impression_count",
             [FIELD_DISPLAY_NAME] = "display_name|user_display_name|author_name|name|author.name|"
                                    "user.name|from_user_realname|channel.title",
             [FIELD_BIO] = "bio|user_profile_description|user_description|author_description|"
                           "from_user_description",
             [FIELD_LOCATION] = "location|user_reported_location|user_location|author_location",
             [FIELD_CREATED] =
                 "account_created|account_created_at|account_creation_date|"
                 "user_created_at|user_created|author_created_at|from_user_created_at",
             [FIELD_FOLLOWERS] =
                 "followers|followers_count|follower_count|user_followers_count|user_followers|"
                 "from_user_followercount",
             [FIELD_FOLLOWING] =
                 "following|following_count|friends_count|user_friends_count|user_friends|"
                 "from_user_friendcount",
             [FIELD_POSTS] = "statuses_count|updates|posts_count|user_statuses_count|"
                             "from_user_tweetcount",
             [FIELD_VERIFIED] = "verified|user_verified|author_verified|from_user_verified",
             [FIELD_LISTED] = "listed_count|user_listed_count",
             [FIELD_WEBSITE] = "account_website|user_website|author_website",
             [FIELD_PICTURE] = "profile_image_hash|profile_image_url|user_profile_image_url|"
                               "author_profile_image_url|user.profile_image_url_https",
             [FIELD_DEFAULT_PICTURE] = "default_profile_image|user_default_profile_image"},
    },
};
const size_t format_count = sizeof formats / sizeof *formats;

const struct format *format_named(struct slice name) {
    for (size_t i = 0; i < format_count; i++)
        if (slice_equal(name, slice_of(formats[i].name))) return &formats[i];
    return NULL;
}

bool format_exists(struct slice name) {
    const struct format *format = format_named(name);
    return format && !format->of_accounts;
}

bool next_alternative(const char **paths, struct slice *path) {
    if (!*paths || !**paths) return false;
    size_t size = strcspn(*paths, "|");
    *path = (struct slice){*paths, size};
    *paths += size + ((*paths)[size] == '|');
    return true;
}

static char folded(char c) {
    if (c >= 'A' && c <= 'Z') return (char) (c + ('a' - 'A'));
    return c == ' ' || c == '-' ? '_' : c;
}

bool names_alike(struct slice a, struct slice b) {
    if (a.size != b.size) return false;
    for (size_t i = 0; i < a.size; i++)
        if (folded(a.at[i]) != folded(b.at[i])) return false;
    return true;
}

static const char introduction[] =
    "# Input formats\n"
    "\n"
    "This page is what `lockstep formats` prints. A format is recognised from the first records of "
    "a\n"
    "file, or named with `--format`; `--map FIELD=PATHS` puts other paths in the place of a "
    "field's.\n"
    "Files may be compressed or in archives, JSON may be one object a line, an array, "
    "pretty-printed,\n"
    "a sequence (RFC 7464) or one object around a list, tables may be divided by comma, "
    "semicolon,\n"
    "tab or `|`; UTF-16 and Windows-1252 are converted.\n"
    "\n"
    "A path names members of JSON, or a table's column:\n"
    "\n"
    "    a.b.c                   a member of a member\n"
    "    a[].b                   of each item of a list\n"
    "    a[type=x].b             of those items, or of the object, whose `type` is x\n"
    "    a[type].b, a[!type].b   of those that have a `type`, or have none\n"
    "    a[type], a[type=x]      a condition alone is true or nothing\n"
    "    a[+].b/                 of all items, joined to one text\n"
    "    a/b/c                   the first of these members; none behind the last '/': the value\n"
    "    a->users.b              in the table of users that the document holds, by their id\n"
    "    ^a                      of the object around the list of posts\n"
    "    at://{a}/{b}            made of others, nothing where one of them is missing\n"
    "    a~tail                  what stands behind the last '/'\n"
    "    a~html, a~links         the text of marked-up text, where its links lead\n"
    "    a~unless(x), a~as(x)    nothing where it is x; x where it is anything\n"
    "    a&b                     the items of both\n"
    "    a|b                     the first that holds something\n";

/* As it stands in the source: "\n", not a new line. */
static void print_paths(FILE *out, const char *name, const char *paths) {
    fprintf(out, "    %-18s ", name);
    for (; *paths; paths++)
        if (*paths == '\n')
            fputs("\\n", out);
        else
            fputc(*paths, out);
    fputc('\n', out);
}

static void print_format(FILE *out, const struct format *format) {
    fprintf(out, "\n## %s\n\n%s.%s%s\n\n", format->name, format->help,
            *format->platform ? " Platform: " : "", format->platform);
    for (size_t i = 0; i < FORMAT_NEEDS && format->needs[i]; i++)
        print_paths(out, i ? "" : "recognised by", format->needs[i]);
    if (format->within) print_paths(out, "", format->within);
    if (format->needs[0]) fputc('\n', out);
    if (format->posts) print_paths(out, "posts in", format->posts);
    if (format->lists) print_paths(out, "posts in", format->lists);
    if (format->original) print_paths(out, "original in", format->original);
    for (enum field field = 0; field < FIELD_LINKED; field++)
        if (format->paths[field]) print_paths(out, field_name(field), format->paths[field]);
}

lockstep_status formats_print(FILE *out, lockstep_error *err) {
    fputs(introduction, out);
    for (size_t i = 0; i < format_count; i++)
        print_format(out, &formats[i]);
    return ferror(out) ? fail_io(err, "formats") : LOCKSTEP_OK;
}
