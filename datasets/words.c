#include "datasets/words.h"

enum { VOCABULARY = 48, PARTS = 8 };

static const struct {
    const char *code, *words[VOCABULARY], *phrases[4], *places[4];
    int zones[4];
} languages[LANGUAGES] = {
    [ENGLISH] = {"en",
                 {"today",  "people", "never",   "just",    "think",  "about",  "really", "market",
                  "game",   "music",  "weather", "morning", "coffee", "train",  "team",   "season",
                  "money",  "health", "school",  "light",   "city",   "street", "friend", "family",
                  "always", "nobody", "again",   "better",  "worse",  "story",  "photo",  "video",
                  "follow", "watch",  "listen",  "wonder",  "learn",  "start",  "finish", "summer",
                  "winter", "river",  "garden",  "engine",  "paper",  "window", "number", "reason"},
                 {"Happy birthday to you my dear friend", "Have a great weekend to all of you",
                  "Good morning everyone have a nice day", "Wishing you all a happy new year"},
                 {"London", "Toronto", "Chicago", "Nairobi"},
                 {-8, -5, 0, 3}},
    [FRENCH] = {"fr",
                {"demain", "toujours", "encore",  "peut",     "vraiment", "monde",    "maison",
                 "rue",    "ville",    "train",   "matin",    "soir",     "musique",  "livre",
                 "film",   "match",    "saison",  "argent",   "travail",  "école",    "famille",
                 "ami",    "fête",     "été",     "hiver",    "jardin",   "fenêtre",  "lumière",
                 "chemin", "voix",     "photo",   "histoire", "raison",   "nombre",   "papier",
                 "moteur", "rivière",  "marché",  "santé",    "temps",    "regarder", "écouter",
                 "penser", "dire",     "trouver", "partir",   "rester",   "mieux"},
                {"Joyeux anniversaire à toi mon ami", "Bon week-end à toutes et à tous",
                 "Bonjour à tous et bonne journée", "Bonne année à toutes et à tous"},
                {"Paris", "Lyon", "Abidjan", "Montréal"},
                {1, 1, 0, -5}},
    [AZERI] = {"az",
               {"bu",     "gün",     "sabah",  "axşam",  "şəhər",   "küçə",   "dost",  "ailə",
                "məktəb", "kitab",   "musiqi", "oyun",   "komanda", "mövsüm", "hava",  "yağış",
                "günəş",  "dəniz",   "dağ",    "yol",    "maşın",   "çay",    "çörək", "bazar",
                "pul",    "iş",      "sağlam", "həkim",  "xəbər",   "şəkil",  "video", "səs",
                "işıq",   "pəncərə", "qapı",   "bağ",    "ağac",    "gül",    "uşaq",  "ana",
                "ata",    "qardaş",  "bacı",   "həmişə", "heç",     "yenə",   "yaxşı", "gözəl"},
               {"Ad günün mübarək olsun əziz dostum", "Hamınıza xoş istirahət günləri arzulayıram",
                "Sabahınız xeyir olsun əziz dostlar", "Yeni iliniz mübarək olsun əzizlərim"},
               {"Bakı", "Gəncə", "Sumqayıt", "Azərbaycan"},
               {4, 4, 4, 4}},
    [TURKISH] = {"tr",
                 {"bugün",  "yarın", "akşam", "sokak", "şehir", "arkadaş", "okul",  "kitap",
                  "müzik",  "oyun",  "takım", "sezon", "hava",  "yağmur",  "güneş", "deniz",
                  "dağ",    "yol",   "araba", "çay",   "ekmek", "pazar",   "para",  "sağlık",
                  "doktor", "haber", "resim", "ses",   "ışık",  "pencere", "kapı",  "bahçe",
                  "ağaç",   "çiçek", "çocuk", "anne",  "baba",  "kardeş",  "her",   "hiç",
                  "yine",   "iyi",   "güzel", "kötü",  "hızlı", "yavaş",   "sayı",  "neden"},
                 {"Doğum günün kutlu olsun canım arkadaşım", "Herkese iyi hafta sonları dilerim",
                  "Herkese günaydın iyi günler olsun", "Yeni yılınız kutlu olsun sevgili dostlar"},
                 {"İstanbul", "Ankara", "İzmir", "Bursa"},
                 {3, 3, 3, 3}},
    [SPANISH] = {"es",
                 {"hoy",    "mañana", "siempre", "nunca",   "ciudad", "calle",  "amigo",  "familia",
                  "libro",  "música", "juego",   "equipo",  "lluvia", "sol",    "mar",    "monte",
                  "camino", "coche",  "pan",     "mercado", "dinero", "salud",  "médico", "noticia",
                  "foto",   "voz",    "luz",     "ventana", "puerta", "jardín", "árbol",  "flor",
                  "niño",   "madre",  "padre",   "hermano", "otra",   "mejor",  "peor",   "bonito",
                  "rápido", "lento",  "número",  "razón",   "papel",  "motor",  "río",    "verano"},
                 {"Feliz cumpleaños para ti querido amigo", "Buen fin de semana para todos ustedes",
                  "Buenos días a todos y feliz jornada", "Feliz año nuevo para todos ustedes"},
                 {"Madrid", "Bogotá", "México", "Quito"},
                 {1, -5, -6, -3}},
    [PORTUGUESE] = {"pt",
                    {"hoje",    "amanhã",   "sempre", "nunca",   "cidade",  "rua",  "amigo",
                     "família", "escola",   "livro",  "música",  "jogo",    "time", "chuva",
                     "sol",     "mar",      "morro",  "caminho", "carro",   "café", "pão",
                     "feira",   "dinheiro", "saúde",  "médico",  "notícia", "foto", "voz",
                     "luz",     "janela",   "porta",  "jardim",  "árvore",  "flor", "criança",
                     "mãe",     "pai",      "irmão",  "outra",   "melhor",  "pior", "bonito",
                     "rápido",  "lento",    "número", "razão",   "papel",   "verão"},
                    {"Feliz aniversário para você meu amigo", "Bom fim de semana para todos vocês",
                     "Bom dia a todos e boa semana", "Feliz ano novo para todos vocês"},
                    {"São Paulo", "Lisboa", "Recife", "Luanda"},
                    {-3, 0, -3, 1}},
    [RUSSIAN] = {"ru",
                 {"сегодня", "завтра",   "всегда",   "никогда", "город",   "улица",   "друг",
                  "семья",   "школа",    "книга",    "музыка",  "игра",    "команда", "дождь",
                  "солнце",  "море",     "гора",     "дорога",  "машина",  "чай",     "хлеб",
                  "рынок",   "деньги",   "здоровье", "врач",    "новость", "фото",    "голос",
                  "свет",    "окно",     "дверь",    "сад",     "дерево",  "цветок",  "ребёнок",
                  "мама",    "папа",     "брат",     "снова",   "лучше",   "хуже",    "красиво",
                  "быстро",  "медленно", "число",    "причина", "бумага",  "лето"},
                 {"С днём рождения тебя дорогой друг", "Хороших выходных всем моим друзьям",
                  "Доброе утро всем хорошего дня", "С новым годом вас дорогие друзья"},
                 {"Москва", "Казань", "Минск", "Омск"},
                 {3, 3, 3, 6}},
    [ARABIC] = {"ar",
                {"اليوم", "غدا",  "دائما",  "أبدا", "مدينة", "شارع",  "صديق", "عائلة",
                 "مدرسة", "كتاب", "موسيقى", "لعبة", "فريق",  "مطر",   "شمس",  "بحر",
                 "جبل",   "طريق", "سيارة",  "شاي",  "خبز",   "سوق",   "مال",  "صحة",
                 "طبيب",  "خبر",  "صورة",   "صوت",  "ضوء",   "نافذة", "باب",  "حديقة",
                 "شجرة",  "زهرة", "طفل",    "أم",   "أب",    "أخ",    "أخرى", "أفضل",
                 "أسوأ",  "جميل", "سريع",   "بطيء", "رقم",   "سبب",   "ورق",  "صيف"},
                {"عيد ميلاد سعيد يا صديقي العزيز", "عطلة نهاية أسبوع سعيدة للجميع",
                 "صباح الخير للجميع يوم سعيد", "كل عام وأنتم بخير يا أصدقائي"},
                {"القاهرة", "الرياض", "دبي", "الجزائر"},
                {2, 3, 4, 1}},
};

/* A talking point is one opening, one middle and one end. */
static const struct {
    const char *openings[PARTS], *middles[PARTS], *ends[PARTS], *extra;
} points[] = {
    [ENGLISH_SCRIPT] =
        {{"France must answer for its colonial past",
          "The voices of overseas peoples will not be silenced",
          "Neocolonialism has no place in this century",
          "The conference gives the floor to those who were denied it",
          "Decades of exploitation cannot be hidden behind fine words",
          "The right to self-determination belongs to every nation",
          "The world is watching the last colonies", "Freedom is nobody's gift"},
         {"while Paris keeps lecturing others on human rights",
          "and the Non-Aligned Movement stands beside them",
          "as delegates from four continents have just recalled",
          "although some capitals prefer to look away", "and the islands have waited long enough",
          "because justice delayed is justice denied", "as every speaker in the hall agreed",
          "and history will remember who kept silent"},
         {"Decolonization must be completed now", "We stand with Nouvelle-Caledonie and Corsica",
          "Time to end this shameful legacy", "Macron owes the world an apology",
          "No more double standards in Europe", "Reparations are a duty and not a favour",
          "The initiative will carry this message on", "Let the people decide their own future"},
         "Indeed"},
    [FRENCH_SCRIPT] =
        {{"La France doit répondre de son passé colonial",
          "La voix des peuples d'outre-mer ne sera pas étouffée",
          "Le néocolonialisme n'a plus sa place en ce siècle",
          "La conférence donne la parole à ceux qui en étaient privés",
          "Des décennies de pillage ne se cachent pas derrière de beaux discours",
          "Le droit à l'autodétermination appartient à chaque peuple",
          "Le monde regarde les dernières colonies", "La liberté n'est le cadeau de personne"},
         {"pendant que Paris donne des leçons de droits humains",
          "et le Mouvement des non-alignés est à leurs côtés",
          "comme viennent de le rappeler les délégués de quatre continents",
          "même si certaines capitales détournent le regard", "et les îles ont assez attendu",
          "car la justice retardée est une justice refusée",
          "comme l'ont dit tous les orateurs de la salle",
          "et l'histoire retiendra ceux qui se sont tus"},
         {"La décolonisation doit être achevée maintenant", "Nous soutenons la Kanaky et la Corse",
          "Il est temps d'en finir avec cet héritage", "Macron doit des excuses au monde",
          "Assez de doubles standards en Europe",
          "Les réparations sont un devoir et non une faveur",
          "L'initiative portera ce message plus loin", "Que les peuples décident de leur avenir"},
         "Vraiment"},
    [AZERI_SCRIPT] = {{"Fransa müstəmləkəçi keçmişinə görə cavab verməlidir",
                       "Dənizaşırı xalqların səsi artıq susdurula bilməz",
                       "Neokolonializmin bu əsrdə yeri yoxdur",
                       "Konfrans söz haqqı əlindən alınanlara tribuna verir",
                       "Onilliklərin istismarı gözəl sözlərin arxasında gizlənə bilməz",
                       "Öz müqəddəratını təyin etmək hər xalqın haqqıdır",
                       "Dünya son müstəmləkələri izləyir", "Azadlıq heç kimin hədiyyəsi deyil"},
                      {"Paris isə başqalarına insan hüquqlarından dərs keçir",
                       "və Qoşulmama Hərəkatı onların yanındadır",
                       "dörd qitədən gəlmiş nümayəndələr bunu xatırlatdı",
                       "halbuki bəzi paytaxtlar gözlərini yumur",
                       "adalar isə kifayət qədər gözləyib", "çünki gecikən ədalət ədalət deyil",
                       "zaldakı hər natiq bunu təsdiqlədi", "tarix susanları unutmayacaq"},
                      {"Dekolonizasiya indi başa çatmalıdır",
                       "Biz haqq səsini ucaldanların yanındayıq",
                       "Bu utanc mirasına son qoymaq vaxtıdır", "Makron dünyadan üzr istəməlidir",
                       "Avropada ikili standartlara yox deyirik", "Təzminat lütf deyil borcdur",
                       "Təşəbbüs bu mesajı davam etdirəcək", "Qoy xalqlar gələcəyini özü seçsin"},
                      "Doğrudan"},
    [ELECTION_SCRIPT] =
        {{"Bu gün hər birimiz gələcəyimizi seçirik", "Seçki məntəqəsinə səhər tezdən getdim",
          "Səsimi güclü dövlət üçün verirəm", "Qalib xalqın qalib lideri var",
          "Azad torpaqlarda ilk dəfə seçki keçirilir", "Ailəlikcə səs verməyə gedirik",
          "Gənclər seçkidə ən fəal iştirak edir", "Xalq öz liderinin ətrafında birləşib"},
         {"çünki sabitlik və inkişaf davam etməlidir", "və bütün ölkə bu sevinci bölüşür",
          "şəhidlərimizin ruhu şaddır", "Qarabağda bayrağımız dalğalanır",
          "dünya bu tarixi anı izləyir", "yollar və məktəblər tikilir", "ordumuz güclüdür",
          "hər səs qələbəyə bir addımdır"},
         {"Sən də səs ver", "Seçim bəllidir", "Qələbə bizimdir", "İrəli böyük yolda",
          "Birlikdə daha güclüyük", "Yolumuz açıq olsun", "Həmişə xalqla birlikdə",
          "Haqq yolunda irəli"},
         "Bəli"},
};

const char *language_code(enum language language) {
    return languages[language].code;
}

int language_zone(enum language language, uint64_t draw) {
    return languages[language].zones[draw % 4];
}

const char *language_place(enum language language, uint64_t draw) {
    return languages[language].places[draw % 4];
}

static void append(struct buffer *text, const char *words) {
    buffer_append(text, slice_of(words));
}

void append_own_words(struct buffer *text, enum language language, struct random_stream *stream,
                      uint32_t first, uint32_t last) {
    static const char *const ends[] = {".", "!", "?", "...", " 🙂", ""};
    uint32_t count = random_between(stream, first, last);
    for (uint32_t i = 0; i < count; i++) {
        if (i) buffer_byte(text, ' ');
        append(text, languages[language].words[random_below(stream, VOCABULARY)]);
    }
    append(text, ends[random_below(stream, 6)]);
}

void append_stock_phrase(struct buffer *text, enum language language, uint64_t draw) {
    append(text, languages[language].phrases[draw % 4]);
}

enum language script_language(enum script script) {
    return script == ENGLISH_SCRIPT ? ENGLISH : script == FRENCH_SCRIPT ? FRENCH : AZERI;
}

void append_talking_point(struct buffer *text, enum script script, uint32_t number,
                          uint32_t variant) {
    static const char *const ends[] = {".", "!", "!!", "", " 👏", " 🇦🇿"};
    uint32_t mixed = number * 151 % TALKING_POINTS; /* 151 is odd: a permutation */
    if (variant == 1) {
        append(text, points[script].extra);
        append(text, ", ");
    }
    append(text, points[script].openings[mixed % PARTS]);
    append(text, ", ");
    append(text, points[script].middles[mixed / PARTS % PARTS]);
    append(text, ". ");
    append(text, points[script].ends[mixed / PARTS / PARTS]);
    while (variant == 2 && text->size && text->bytes[text->size - 1] != ' ')
        text->size--;
    append(text, variant == 2 ? "..." : ends[variant % 6]);
}

/* Ways to say the same; the first of a group is what the talking points say. */
enum { WAYS = 4 };
static const char *const synonyms[][WAYS] = {
    {"France", "Paris", "The French state", "The Elysee"},
    {"must", "has to", "needs to", "should at last"},
    {"answer for", "account for", "own up to", "take responsibility for"},
    {"past", "history", "record", "crimes"},
    {"voices", "calls", "cries", "demands"},
    {"silenced", "ignored", "drowned out", "shut down"},
    {"no place", "no home", "no room", "no business"},
    {"this century", "our time", "today's world", "the modern age"},
    {"gives the floor", "lends a stage", "opens its doors", "offers a platform"},
    {"exploitation", "plunder", "looting", "abuse"},
    {"hidden", "buried", "covered up", "masked"},
    {"fine words", "nice speeches", "slogans", "big promises"},
    {"right", "claim", "freedom", "path"},
    {"belongs to", "is owed to", "is due to", "must be left to"},
    {"every nation", "each people", "all peoples", "any country"},
    {"The world", "Everyone", "The whole planet", "Mankind"},
    {"watching", "looking at", "observing", "following"},
    {"while", "even as", "whereas", "at a time when"},
    {"lecturing", "preaching to", "scolding", "teaching"},
    {"stands beside", "supports", "is with", "backs"},
    {"recalled", "reminded us", "pointed out", "stressed"},
    {"prefer to", "would rather", "choose to", "like to"},
    {"waited", "been patient", "suffered", "held out"},
    {"agreed", "confirmed", "said", "repeated"},
    {"remember", "not forget", "record", "judge"},
    {"completed", "finished", "brought to an end", "done"},
    {"stand with", "are beside", "back", "support"},
    {"shameful", "disgraceful", "ugly", "dark"},
    {"legacy", "heritage", "chapter", "story"},
    {"owes", "must offer", "has yet to give", "should make"},
    {"double standards", "hypocrisy", "two measures", "empty talk"},
    {"duty", "debt", "obligation", "must"},
    {"carry", "take", "spread", "bring"},
    {"decide", "choose", "settle", "vote on"},
};

/* The group that `text` begins with, as it says it; NULL where there is none. */
static const char *const *synonyms_of(const char *text, size_t *size) {
    for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++) {
        *size = strlen(synonyms[i][0]);
        if (strncmp(text, synonyms[i][0], *size) == 0) return synonyms[i];
    }
    return NULL;
}

static void append_otherwise(struct buffer *text, const char *words, struct random_stream *stream) {
    for (bool at_word = true; *words;) {
        size_t size = 0;
        const char *const *ways = at_word ? synonyms_of(words, &size) : NULL;
        at_word = *words == ' ';
        if (ways)
            append(text, ways[random_chance(stream, 0.5) ? 0 : random_below(stream, WAYS)]);
        else
            buffer_byte(text, *words);
        words += ways ? size : 1;
    }
}

void append_paraphrase(struct buffer *text, uint32_t number, uint64_t draw) {
    static const char *const fillers[] = {
        "", "", "", "Let us be clear: ", "Honestly, ", "Once more: "};
    static const char *const ends[] = {".", "!", "...", ""};
    uint32_t mixed = number * 151 % TALKING_POINTS;
    struct random_stream stream;
    random_start(&stream, draw, number);
    append(text, fillers[random_below(&stream, 6)]);
    append_otherwise(text, points[ENGLISH_SCRIPT].openings[mixed % PARTS], &stream);
    append(text, random_chance(&stream, 0.5) ? ", " : " ");
    append_otherwise(text, points[ENGLISH_SCRIPT].middles[mixed / PARTS % PARTS], &stream);
    append(text, ". ");
    append_otherwise(text, points[ENGLISH_SCRIPT].ends[mixed / PARTS / PARTS], &stream);
    append(text, ends[random_below(&stream, 4)]);
}

void append_fan_slogan(struct buffer *text, const char *idol, uint32_t number) {
    static const char *const slogans[FAN_SLOGANS][2] = {
        {"Happy birthday ", " we love you forever 💜"},
        {"Stream the new song of ", " on repeat everyone"},
        {"So proud of ", " for this amazing year"},
        {"Vote for ", " now the link is open"},
        {"Nobody deserves this award more than ", " and we all know it"},
        {"Good night ", " thank you for today"},
        {"Five years with ", " and counting 💜"},
        {"Breaking a record again ", " you did it"},
    };
    append(text, slogans[number % FAN_SLOGANS][0]);
    append(text, idol);
    append(text, slogans[number % FAN_SLOGANS][1]);
}

void append_headline(struct buffer *text, uint64_t draw) {
    static const char *const who[] = {"Regional council", "Port authority", "Central bank",
                                      "Energy ministry",  "City hall",      "Transport union",
                                      "Grain exporters",  "Football league"};
    static const char *const does[] = {"approves", "postpones", "rejects",  "reviews",
                                       "defends",  "expands",   "suspends", "presents"};
    static const char *const what[] = {"budget for new railway line", "plan for coastal wind park",
                                       "reform of water tariffs",     "agreement with neighbours",
                                       "inquiry into bridge works",   "programme for rural schools",
                                       "deal on winter gas supply",   "rules for street markets"};
    char name[12];
    invent_name(name, draw);
    append(text, who[draw % 8]);
    append(text, " of ");
    append(text, name);
    buffer_byte(text, ' ');
    append(text, does[draw / 8 % 8]);
    buffer_byte(text, ' ');
    append(text, what[draw / 64 % 8]);
}

void invent_name(char name[12], uint64_t draw) {
    static const char syllables[] =
        "tavseldarmunrikkolbenzorpavlidramfesgolhantirkusvelmornaqbiddul";
    uint32_t count = 2 + (uint32_t) (draw >> 60) % 2;
    for (uint32_t i = 0; i < count; i++)
        memcpy(name + (size_t) 3 * i, syllables + 3 * ((draw >> (8 + 8 * i)) % 21), 3);
    name[0] = (char) (name[0] - 'a' + 'A');
    name[3 * count] = '\0';
}
