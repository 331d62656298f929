#include "engine/pictures.h"

#include "tests/check.h"

Test(pictures, are_known_by_what_two_uploads_share) {
    static const char *const same[][2] = {
        {"https://pbs.twimg.com/profile_images/12/Ku-27b_normal.jpg",
         "https://pbs.twimg.com/profile_images/12/Ku-27b"},
        {"https://pbs.twimg.com/profile_images/12/Ku-27b_400x400.jpeg",
         "https://pbs.twimg.com/profile_images/12/Ku-27b"},
        {"https://pbs.twimg.com/profile_images/12/Ku-27b.jpg",
         "https://pbs.twimg.com/profile_images/12/Ku-27b.jpg"},
        {"https://pbs.twimg.com/profile_images/12/normal",
         "https://pbs.twimg.com/profile_images/12/normal"},
        {"https://cdn.bsky.app/img/avatar/plain/did:plc:ada/bafkreiada@jpeg", "bafkreiada"},
        {"https://cdn.bsky.app/img/avatar_thumbnail/plain/did:plc:bob/bafkreiada@jpeg",
         "bafkreiada"},
        {"https://m.example/accounts/avatars/109/821/original/10f4_normal.jpeg",
         "https://m.example/accounts/avatars/109/821/original/10f4_normal.jpeg"},
        {"https://scontent.example/v/a.jpg?oh=1&oe=2#x", "https://scontent.example/v/a.jpg"},
        {"9f86d081884c7d65", "9f86d081884c7d65"},
        {"", ""}};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        check_slice(picture_key(slice_of(same[i][0])), same[i][1]);
}

Test(pictures, tell_the_platform_s_own) {
    static const char *const own[] = {
        "https://abs.twimg.com/sticky/default_profile_images/default_profile_normal.png",
        "http://abs.twimg.com/sticky/default_profile_images/default_profile_3_normal.png",
        "https://mastodon.social/avatars/original/missing.png",
        "https://www.redditstatic.com/avatars/defaults/v2/avatar_default_1.png",
        "https://vk.com/images/camera_50.png",
        "https://pleroma.example/images/avi.png"};
    static const char *const chosen[] = {
        "https://pbs.twimg.com/profile_images/12/default_normal.jpg", "missing.png", "9f86d081",
        ""};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        cr_expect(picture_is_default(slice_of(own[i])), "%s", own[i]);
    for (size_t i = 0; i < sizeof chosen / sizeof *chosen; i++)
        cr_expect(!picture_is_default(slice_of(chosen[i])), "%s", chosen[i]);
}
