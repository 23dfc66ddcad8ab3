/* language.c - which language a text is in: by its script, and within Latin, Cyrillic and Arabic script by the small words and letters that one language has and its
 * neighbours have not. A few hundred words of text are enough; of too few it says nothing, for to skip a report wrongly is worse than to read one in vain.
 *
 * The words are the most frequent ones of each language, lower case and without diacritics, as utf8_fold makes them.
 */
#include <pthread.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/map.h"
#include "read/read_int.h"

enum {
    SAMPLE = 16 << 10, /* bytes */
    WORDS_MAX = 600,   /* of the sample */
    WORDS_MIN = 12,    /* fewer tell nothing */
    FOREIGN_MIN = 24,  /* the same for another language than English */
    DIFFERENT_MIN = 4, /* words of the language that are there at all */
    LETTERS_MIN = 20,
};

/* ---- scripts ---- */

typedef enum Script {
    SCRIPT_LATIN,
    SCRIPT_CYRILLIC,
    SCRIPT_ARABIC,
    SCRIPT_HAN,
    SCRIPT_KANA,
    SCRIPT_HANGUL,
    SCRIPT_DEVANAGARI,
    SCRIPT_GREEK,
    SCRIPT_HEBREW,
    SCRIPT_THAI,
    SCRIPT_GEORGIAN,
    SCRIPT_ARMENIAN,
    SCRIPT_BENGALI,
    SCRIPT_GURMUKHI,
    SCRIPT_GUJARATI,
    SCRIPT_ORIYA,
    SCRIPT_TAMIL,
    SCRIPT_TELUGU,
    SCRIPT_KANNADA,
    SCRIPT_MALAYALAM,
    SCRIPT_SINHALA,
    SCRIPT_LAO,
    SCRIPT_TIBETAN,
    SCRIPT_MYANMAR,
    SCRIPT_ETHIOPIC,
    SCRIPT_KHMER,
    SCRIPT_COUNT
} Script;

/* The one language of a script, as far as news goes; "" where there are several. */
static const char *const LANGUAGE_OF_SCRIPT[] = {
    [SCRIPT_LATIN] = "",      [SCRIPT_CYRILLIC] = "",   [SCRIPT_ARABIC] = "",    [SCRIPT_HAN] = "zh",      [SCRIPT_KANA] = "ja",
    [SCRIPT_HANGUL] = "ko",   [SCRIPT_DEVANAGARI] = "", [SCRIPT_GREEK] = "el",   [SCRIPT_HEBREW] = "he",   [SCRIPT_THAI] = "th",
    [SCRIPT_GEORGIAN] = "ka", [SCRIPT_ARMENIAN] = "hy", [SCRIPT_BENGALI] = "bn", [SCRIPT_GURMUKHI] = "pa", [SCRIPT_GUJARATI] = "gu",
    [SCRIPT_ORIYA] = "or",    [SCRIPT_TAMIL] = "ta",    [SCRIPT_TELUGU] = "te",  [SCRIPT_KANNADA] = "kn",  [SCRIPT_MALAYALAM] = "ml",
    [SCRIPT_SINHALA] = "si",  [SCRIPT_LAO] = "lo",      [SCRIPT_TIBETAN] = "bo", [SCRIPT_MYANMAR] = "my",  [SCRIPT_ETHIOPIC] = "am",
    [SCRIPT_KHMER] = "km"};

static const struct {
    uint32_t from, to;
    Script script;
} RANGES[] = {{0x41, 0x5A, SCRIPT_LATIN},        {0x61, 0x7A, SCRIPT_LATIN},       {0xC0, 0x24F, SCRIPT_LATIN},       {0x370, 0x3FF, SCRIPT_GREEK},
              {0x400, 0x52F, SCRIPT_CYRILLIC},   {0x530, 0x58F, SCRIPT_ARMENIAN},  {0x590, 0x5FF, SCRIPT_HEBREW},     {0x600, 0x77F, SCRIPT_ARABIC},
              {0x900, 0x97F, SCRIPT_DEVANAGARI}, {0x980, 0x9FF, SCRIPT_BENGALI},   {0xA00, 0xA7F, SCRIPT_GURMUKHI},   {0xA80, 0xAFF, SCRIPT_GUJARATI},
              {0xB00, 0xB7F, SCRIPT_ORIYA},      {0xB80, 0xBFF, SCRIPT_TAMIL},     {0xC00, 0xC7F, SCRIPT_TELUGU},     {0xC80, 0xCFF, SCRIPT_KANNADA},
              {0xD00, 0xD7F, SCRIPT_MALAYALAM},  {0xD80, 0xDFF, SCRIPT_SINHALA},   {0xE00, 0xE7F, SCRIPT_THAI},       {0xE80, 0xEFF, SCRIPT_LAO},
              {0xF00, 0xFFF, SCRIPT_TIBETAN},    {0x1000, 0x109F, SCRIPT_MYANMAR}, {0x10A0, 0x10FF, SCRIPT_GEORGIAN}, {0x1100, 0x11FF, SCRIPT_HANGUL},
              {0x1200, 0x139F, SCRIPT_ETHIOPIC}, {0x1780, 0x17FF, SCRIPT_KHMER},   {0x1E00, 0x1EFF, SCRIPT_LATIN},    {0x3040, 0x30FF, SCRIPT_KANA},
              {0x3400, 0x9FFF, SCRIPT_HAN},      {0xAC00, 0xD7AF, SCRIPT_HANGUL},  {0xFB50, 0xFEFC, SCRIPT_ARABIC}};

static int script_of(uint32_t cp) {
    if (cp < 0x80) return ((cp | 32) >= 'a' && (cp | 32) <= 'z') ? SCRIPT_LATIN : -1;
    for (size_t i = 2; i < COUNT_OF(RANGES) && cp >= RANGES[i].from; i++)
        if (cp <= RANGES[i].to) return (int)RANGES[i].script;
    return -1;
}

/* ---- words ---- */

static const struct {
    const char *code, *words;
} WORDS[] = {
    {"en", "the of and to in that for is was on with said from by at has have it as be are an were which will their its not had would they he been "
           "who this but"},
    {"de", "der die das und den von zu mit sich des auf fur ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer "
           "um am sind noch wie einem uber einen so zum war haben nur oder aber vor zur bis mehr durch sei wurde"},
    {"fr", "le la les des et en un une du dans que est pour qui sur au par pas plus il sont avec ce aux mais ont ou cette son ses etre fait elle "
           "leur deux ete nous entre apres"},
    {"es", "el la los las que en un una por con para del se no al lo su es como mas pero fue sus entre cuando sobre este ha desde tambien donde "
           "hasta han esta son segun anos"},
    {"pt", "que do da em um uma para com nao os no na por mais as dos se ao foi das como mas sao pelo pela ele tambem entre seu sua ate quando isso "
           "nos apos segundo anos"},
    {"it", "il di che la per un una in del della si con non sono le da al gli dei nel piu anche alla come ma ha dal lo stato delle questo nella tra "
           "ai essere dopo suo due"},
    {"nl", "de het een van en in dat is op te voor zijn met die niet aan er om ook als bij naar door maar uit worden wordt heeft nog over hij tot "
           "werd hebben deze kan zich"},
    {"sv", "och att det som pa av for med den ar till har inte om ett men var de fran sig vid kan han efter eller under mot blir ska sa skulle ocksa "
           "detta hade"},
    {"no", "og det er som pa til av for med at en har de ikke den om et var fra men vi ble han etter ved kan seg mot eller ogsa vil skal sier blir "
           "ut over hun"},
    {"da", "og det er som pa til af for med at en har de ikke den om et var fra men der vi blev han efter ved kan sig mod eller ogsa vil skal siger "
           "bliver ud over hun har"},
    {"fi", "ja on ei se ovat oli etta joka myos mutta kun han mukaan kuin jos ole sen ovat hanen mita vain niin olla vuonna jo nyt viela tai voi"},
    {"et", "ja on ei see et oli mis kui ka ta oma mida aga nii selle kes tema oleks ning uks ole pole siis vaid parast veel"},
    {"lv", "un ir no par ar ka uz bija lai tas ari ka kas vai gan tika pec bet nav to sa so ta jau gada viņa tiek"},
    {"lt", "ir kad yra su buvo is kaip bet tai uz dar apie po jis taip ne kuris savo nuo metu sako iki kurie bus arba"},
    {"pl", "na do sie nie to jest ze jak za od po przez ale dla co jego tak byl przed oraz czy ich tym jako ktory jest juz tego roku zostal"},
    {"cs", "se na je ze do za pro by jak ale po jeho od jsou ktere ve podle byl tak nebo jako jeste uz rekl pri sve take"},
    {"sk", "sa na je ze do za pre by aj ako ale po jeho od su ktore vo podla bol tak alebo este uz povedal pri svoje tiez"},
    {"sl", "in je na se da za so pa po ki ne bi tudi kot od do ali pri bo ter iz ni kar se bil ze smo lahko"},
    {"hr", "je na se da za od su kao koji ne to iz bi po koje sto ali do biti ili sve samo jos prema rekao nije bio"},
    {"hu", "az es hogy nem is egy van volt ez meg csak de mint szerint azt el mar ki be vagy meg utan lesz ami majd minden"},
    {"ro", "si de in la cu pe care nu din sa ca mai pentru un este au fost prin dar sunt lui dupa sau fi ce ale acest intre pana cei"},
    {"sq", "ne te dhe per me nje nga se qe ka eshte do nuk si ky kjo edhe tha mund kane ishte janë por duke"},
    {"tr",
     "ve bir bu icin da de ile olarak olan daha cok gibi sonra kadar ne en ama oldugu var diye olan yil ise her ancak dedi etti gore tarafindan"},
    {"az", "ve bir bu ki ile olan ucun da de daha sonra kimi edib olub deyib gore cox her ne var lakin ise oz onun bildirib azerbaycan"},
    {"id", "yang dan di dari untuk dengan pada ini itu dalam tidak akan ke oleh juga ada kata saat karena sebagai telah bisa mereka tersebut sudah "
           "atau adalah"},
    {"ms", "yang dan di untuk dengan pada ini itu dalam tidak akan ke oleh juga kata berkata telah beliau daripada bagi kerana sebagai mereka boleh "
           "turut ialah adalah"},
    {"tl", "ang ng sa na mga at ay si ni para hindi ito kay nang ng mula siya pa din rin kung may isang ayon kanyang naman"},
    {"vi", "va cua la co cho cac trong khong duoc mot voi nguoi da nay nhung de khi den tai ve nam tu cung ra theo ong"},
    {"sw", "ya na wa kwa ni katika la za kuwa cha hiyo huo hii baada pia ambao kama yake wake alisema kutoka nchini huku watu"},
    {"so", "oo ka ah ku iyo in la uu waxaa ay soo ee si kale wuxuu isku waa kala ayaa sheegay dalka"},
    {"ha", "da na ya ta su cikin ba wata wani don kuma ne ce sun za an ga yi daga amma wannan kasar"},
    {"ca", "de la el que les en per els amb un una del no es al ha mes dels va com sobre tambe pel aquest seva fins"},
    {"eu", "eta da ez du bat egin dute zen dira izan ere baina zuen hori bere dela duen gabe baino egun"},
    {"gl", "de que do da en un unha para con non os no na por mais as dos se ao foi das como pero unha tamen xunta"},
    {"uz", "va bu bilan uchun bir ham esa deb edi bo'yicha keyin kerak yil boshqa bo'lgan haqida emas o'z"},
    {"ht", "nan ak yo ki pou te pa sa li nou gen se yon men sou kap ap fe tou peyi"},
    {"af", "die van en in is het dat nie vir met te op wat aan was sy om by deur ook as uit maar hulle word sal ons kan na"},
};
enum { LANGUAGES = COUNT_OF(WORDS), ENGLISH = 0, LISTED_MAX = 2048 };

/* Which languages have a word: made once, and the program's for good. */
static Map listed;                        /* packed words: place in `languages_of` + 1 */
static uint64_t languages_of[LISTED_MAX]; /* a bit each */

enum { WORD_ROOM = 24 };

/* A folded word as a number: its letters, or a hash of them where they are more than eight. */
static uint64_t pack_word(const char word[WORD_ROOM], size_t n) {
    if (n > 8) return hash_bytes(word, n);
    return n ? bytes_load64(word) & ~UINT64_C(0) >> (64 - 8 * n) : 0;
}

static void make_table(void) {
    for (size_t k = 0; k < LANGUAGES; k++)
        for (const char *p = WORDS[k].words; *p;) {
            char word[WORD_ROOM] = "";
            size_t n = strcspn(p, " ");
            memcpy(word, p, n < sizeof word ? n : sizeof word);
            uint64_t *at = map_put(&listed, pack_word(word, n));
            if (!*at) *at = listed.n;
            if (*at > LISTED_MAX) base_die("the lists of words by language have more than there is room for");
            languages_of[*at - 1] |= UINT64_C(1) << k;
            p += n + (p[n] == ' ');
        }
}

/* Behind the letters, and apostrophes between them, that begin at `from`. */
static const char *word_end(const char *from, const char *end) {
    const char *p = from;
    while (p < end) {
        uint32_t cp;
        if ((*p | 32) >= 'a' && (*p | 32) <= 'z') {
            p++;
            continue;
        }
        if ((unsigned char)*p < 0x80 && !(*p == '\'' && p > from)) break;
        size_t n = utf8_next(p, end, &cp);
        if (!utf8_is_letter(cp) && cp != '\'') break;
        p += n;
    }
    return p;
}

/* How many of the words each language has, and how many different ones; returns how many words there are. */
static int count_words(Slice s, int hits[LANGUAGES], int different[LANGUAGES]) {
    uint16_t times[LISTED_MAX] = {0}, met[WORDS_MAX];
    int words = 0, n_met = 0;
    for (const char *p = s.p, *end = s.p + s.n; p < end && words < WORDS_MAX;) {
        const char *from = p;
        p = word_end(p, end);
        if (p == from) {
            p += (unsigned char)*p < 0x80 ? 1 : utf8_next(p, end, &(uint32_t){0});
            continue;
        }
        char word[WORD_ROOM] = "";
        size_t n = p - from < 40 ? utf8_fold(from, (size_t)(p - from), word, sizeof word) : 0;
        words++;
        if (n < 2) continue; /* "U.S." is no Croatian */
        size_t at = map_get(&listed, pack_word(word, n));
        if (at && !times[at - 1]++) met[n_met++] = (uint16_t)(at - 1);
    }
    for (int k = 0; k < n_met; k++)
        for (uint64_t languages = languages_of[met[k]]; languages; languages &= languages - 1) {
            int i = __builtin_ctzll(languages);
            hits[i] += times[met[k]], different[i]++;
        }
    return words;
}

/* Of Latin script. Another language than English must have a fifth of the words and twice as many as English. */
static const char *by_words(Slice s) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_table);
    int hits[LANGUAGES] = {0}, different[LANGUAGES] = {0}, words = count_words(s, hits, different), best = 0;
    if (words < WORDS_MIN) return "";
    for (int i = 1; i < (int)LANGUAGES; i++)
        if (hits[i] > hits[best]) best = i;
    bool enough = words >= FOREIGN_MIN && different[best] >= DIFFERENT_MIN && hits[best] * 5 >= words;
    if (best != ENGLISH && enough && hits[best] >= 2 * hits[ENGLISH]) return WORDS[best].code;
    return hits[ENGLISH] * 8 >= words && hits[ENGLISH] * 4 >= 3 * hits[best] ? "en" : "";
}

/* ---- letters ---- */

/* Letters that tell one language of a script from the others; the first language of which enough are there is it. */
static const struct {
    Script script;
    const char *code;
    uint32_t letters[6];
    int per_thousand; /* of the letters of the script */
} LETTERS[] = {
    {SCRIPT_CYRILLIC, "uk", {0x456, 0x457, 0x454, 0x491}, 20},        /* і ї є ґ */
    {SCRIPT_CYRILLIC, "be", {0x45E, 0x456}, 20},                      /* ў і, behind Ukrainian, which has no ў */
    {SCRIPT_CYRILLIC, "mk", {0x453, 0x45C, 0x455}, 2},                /* ѓ ќ ѕ */
    {SCRIPT_CYRILLIC, "sr", {0x458, 0x459, 0x45A, 0x452, 0x45B}, 10}, /* ј љ њ ђ ћ */
    {SCRIPT_CYRILLIC, "tg", {0x4B3, 0x4B7, 0x4E3, 0x4EF}, 10},        /* ҳ ҷ ӣ ӯ */
    {SCRIPT_CYRILLIC, "kk", {0x4D9, 0x49B, 0x493, 0x4B1}, 10},        /* ә қ ғ ұ */
    {SCRIPT_CYRILLIC, "ky", {0x4A3}, 5},                              /* ң */
    {SCRIPT_CYRILLIC, "mn", {0x4E9, 0x4AF}, 20},                      /* ө ү */
    {SCRIPT_CYRILLIC, "ru", {0x44B, 0x44D}, 5},                       /* ы э */
    {SCRIPT_CYRILLIC, "bg", {0x44A}, 5},                              /* ъ */
    {SCRIPT_ARABIC, "ur", {0x679, 0x688, 0x6D2, 0x6C1, 0x6BA}, 20},   /* ٹ ڈ ے ہ ں */
    {SCRIPT_ARABIC, "ps", {0x69A, 0x681, 0x685, 0x6BC, 0x6D0}, 5},    /* ښ ځ څ ڼ ې */
    {SCRIPT_ARABIC, "ckb", {0x6B5, 0x6CE, 0x6C6, 0x6D5}, 20},         /* ڵ ێ ۆ ە */
    {SCRIPT_ARABIC, "fa", {0x67E, 0x686, 0x698, 0x6AF, 0x6CC}, 20},   /* پ چ ژ گ ی */
    {SCRIPT_ARABIC, "ar", {0x629, 0x64A, 0x649}, 1},                  /* ة ي ى */
    {SCRIPT_DEVANAGARI, "mr", {0x933}, 4},                            /* ळ */
    {SCRIPT_DEVANAGARI, "hi", {0x939, 0x948}, 30},                    /* ह ै */
    {SCRIPT_DEVANAGARI, "ne", {0x91B}, 10},                           /* छ */
};

static int count_letters(Slice s, const uint32_t letters[6]) {
    int n = 0;
    for (const char *p = s.p, *end = s.p + s.n; p < end;) {
        uint32_t cp;
        p += utf8_next(p, end, &cp);
        if (cp < 0x80) continue;
        if (cp >= 0x410 && cp <= 0x42F) cp += 32;
        for (size_t i = 0; i < 6 && letters[i]; i++) n += cp == letters[i];
    }
    return n;
}

static const char *by_letters(Slice s, Script script, int letters) {
    static const uint32_t short_u[6] = {0x45E};
    for (size_t i = 0; i < COUNT_OF(LETTERS); i++) {
        if (LETTERS[i].script != script || count_letters(s, LETTERS[i].letters) * 1000 < LETTERS[i].per_thousand * letters) continue;
        bool belarusian = strcmp(LETTERS[i].code, "uk") == 0 && count_letters(s, short_u) * 1000 >= 5 * letters;
        return belarusian ? "be" : LETTERS[i].code;
    }
    return script == SCRIPT_CYRILLIC ? "ru" : script == SCRIPT_ARABIC ? "ar" : "hi";
}

/* ---- both ---- */

/* How many of eight bytes are ASCII letters; -1 if not all are ASCII. */
static int letters_of_eight(const char *p) {
    const uint64_t ones = 0x0101010101010101u, high = ones * 0x80;
    uint64_t v;
    memcpy(&v, p, 8);
    if (v & high) return -1;
    v |= ones * 0x20;
    return __builtin_popcountll((v + ones * (0x80 - 'a')) & ~(v + ones * (0x80 - 'z' - 1)) & high);
}

const char *language_of(Slice s) {
    int letters[SCRIPT_COUNT] = {0}, all = 0, most = 0;
    if (s.n > SAMPLE) s.n = SAMPLE;
    for (const char *p = s.p, *end = s.p + s.n; p < end;) {
        uint32_t cp;
        int latin = end - p >= 8 ? letters_of_eight(p) : -1;
        if (latin >= 0) {
            letters[SCRIPT_LATIN] += latin, all += latin, p += 8;
            continue;
        }
        p += utf8_next(p, end, &cp);
        int script = script_of(cp);
        if (script < 0) continue;
        letters[script]++;
        all++;
    }
    for (int i = 1; i < SCRIPT_COUNT; i++)
        if (letters[i] > letters[most]) most = i;
    if (letters[most] < LETTERS_MIN || letters[most] * 2 < all) return "";
    if (most == SCRIPT_LATIN) return by_words(s);
    if (most == SCRIPT_HAN && letters[SCRIPT_KANA] * 10 > letters[SCRIPT_HAN]) return "ja";
    return *LANGUAGE_OF_SCRIPT[most] ? LANGUAGE_OF_SCRIPT[most] : by_letters(s, (Script)most, letters[most]);
}
