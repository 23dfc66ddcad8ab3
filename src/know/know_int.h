/* know_int.h - what the files of know/ share: the rows of the compiled tables, units and matches of a sentence, phrases, the memory of an article.
 *
 *     units.c     bytes -> units: the words that phrases are made of, in tables and in text alike
 *     know_build.c  tables -> sections of the image
 *     know_open.c image -> Know
 *     match.c     a sentence's tokens -> units -> matches, the longest phrases of the tables
 *     chunk.c     matches and tree -> phrases: base noun phrases with what belongs to them
 *     compose.c   phrase -> who it describes, as far as its own words tell
 *     resolve.c   descriptions in the order of the text -> entities and mentions, with the article's memory
 *     anaphora.c  pronouns and nouns that stand for somebody met before
 *     who.c       one phrase -> one entity
 *
 * Ownership: rows belong to the image; all else belongs to the arena of the Reading.
 */
#ifndef ATTACHE_KNOW_INT_H
#define ATTACHE_KNOW_INT_H

#include "know/know.h"
#include "know/trie.h"

/* ---- compiled tables ---- */

typedef enum SenseType { SENSE_COUNTRY, SENSE_ADJECTIVE, SENSE_PEOPLE, SENSE_CAPITAL, SENSE_SEAT, SENSE_ORG, SENSE_PERSON, SENSE_AGENT } SenseType;

enum {
    SENSE_LAST = 1,    /* no further sense of this phrase */
    SENSE_ACRONYM = 2, /* matches in capitals only */
    SENSE_PLURAL = 4,
    SENSE_SHORT = 8 /* a person under one word */
};

/* What a phrase can stand for. The trie's value is the index of the first sense plus one. */
typedef struct Sense {
    uint32_t row;  /* in the table of its type */
    uint16_t caps; /* bit i: unit i has to begin with a capital */
    uint8_t type, flags;
} Sense;

enum { SECTORS = 4 };
typedef struct Sectors {
    char s[SECTORS][4]; /* "" at the end */
} Sectors;

typedef enum CountryKind { COUNTRY_STATE, COUNTRY_TERRITORY, COUNTRY_BREAKAWAY, COUNTRY_REGION } CountryKind;

typedef struct CountryRow {
    char code[4];
    uint32_t name, capital, how; /* strings */
    float lat, lon;
    uint32_t kind;
} CountryRow;

typedef enum OrgKind {
    ORG_IGO, ORG_UN, ORG_MINISTRY, ORG_PARLIAMENT, ORG_COURT, ORG_AGENCY, ORG_PARTY, ORG_ARMED, ORG_ARMY, ORG_POLICE, ORG_INTELLIGENCE, ORG_COMPANY, ORG_MEDIA, ORG_NGO, ORG_MOVEMENT,
    ORG_RELIGIOUS, ORG_UNION, ORG_CRIMINAL, ORG_UNIVERSITY, ORG_BANK
} OrgKind;

/* Dates are yyyymmdd; `from` 0 and `to` DATE_NEVER are open ends. */
enum { DATE_NEVER = 99999999 };

typedef struct OrgRow {
    char code[4];
    Sectors sectors;
    uint32_t name, how, from, to, kind;
} OrgRow;

typedef struct PersonRow {
    uint32_t name, gender, office, n_offices; /* offices by their first day */
} PersonRow;

typedef struct OfficeRow {
    char code[4];
    Sectors sectors;
    uint32_t title, how, from, to;
} OfficeRow;

typedef enum AgentKind { AGENT_OFFICE, AGENT_RANK, AGENT_PERSON, AGENT_BODY, AGENT_GROUP, AGENT_MODIFIER } AgentKind;

typedef struct AgentRow {
    char code[4];
    Sectors sectors;
    uint32_t phrase, how;
    uint8_t kind, gender, pad[2];
} AgentRow;

/* A word of a person's name: the last words of all (section know.last), sorted by word, then person. */
typedef struct NameKey {
    uint32_t word, person;
} NameKey;

/* A first name and whom it names. */
typedef struct GivenName {
    uint32_t word, gender;
} GivenName;

/* Words that the code itself asks for. */
#define KNOW_WORDS(W)                                                                                                                                          \
    W(THE, "the") W(OF, "of") W(IN, "in") W(AT, "at") W(FROM, "from") W(TO, "to") W(FOR, "for") W(ON, "on") W(BY, "by") W(WITH, "with") W(BETWEEN, "between")  \
    W(AGAINST, "against") W(NEAR, "near") W(AND, "and") W(ACROSS, "across") W(INSIDE, "inside") W(WITHIN, "within") W(AMONG, "among") W(OR, "or")             \
    W(POSS, "'s") W(BACKED, "backed") W(LED, "led") W(BASED, "based") W(SPONSORED, "sponsored") W(SUPPORTED, "supported") W(FUNDED, "funded")                 \
    W(TRAINED, "trained") W(ARMED, "armed") W(ALIGNED, "aligned") W(ALLIED, "allied") W(LINKED, "linked") W(BROKERED, "brokered") W(MADE, "made")             \
    W(RUN, "run") W(OWNED, "owned") W(CONTROLLED, "controlled") W(HELD, "held") W(OCCUPIED, "occupied") W(DOMINATED, "dominated") W(BORN, "born")             \
    W(FINANCED, "financed") W(INSPIRED, "inspired") W(MEDIATED, "mediated") W(BUILT, "built") W(SUPPLIED, "supplied") W(ADMINISTERED, "administered")         \
    W(FRIENDLY, "friendly") W(AFFILIATED, "affiliated") W(DESIGNATED, "designated") W(PRO, "pro") W(ANTI, "anti") W(NON, "non") W(EX, "ex") W(POST, "post")  \
    W(MR, "mr") W(MRS, "mrs") W(MS, "ms") W(MISS, "miss") W(DR, "dr") W(SIR, "sir") W(LORD, "lord") W(LADY, "lady") W(PROF, "prof") W(DAME, "dame")           \
    W(HE, "he") W(HIM, "him") W(HIS, "his") W(HIMSELF, "himself") W(SHE, "she") W(HER, "her") W(HERS, "hers") W(HERSELF, "herself") W(IT, "it")               \
    W(ITS, "its") W(ITSELF, "itself") W(THEY, "they") W(THEM, "them") W(THEIR, "their") W(THEIRS, "theirs") W(THEMSELVES, "themselves") W(BOTH, "both")       \
    W(TWO, "two") W(THIS, "this") W(THAT, "that") W(THESE, "these") W(THOSE, "those") W(SIDE, "side") W(SIDES, "sides") W(COUNTRY, "country")                 \
    W(COUNTRIES, "countries") W(NATION, "nation") W(NATIONS, "nations") W(STATE, "state") W(STATES, "states") W(NEIGHBOR, "neighbor")                         \
    W(NEIGHBORS, "neighbors") W(PARTY, "party") W(PARTIES, "parties") W(LEADER, "leader") W(LEADERS, "leaders") W(MINISTERS, "ministers")                     \
    W(PRESIDENTS, "presidents") W(GOVERNMENTS, "governments") W(CAPITALS, "capitals") W(RIVALS, "rivals") W(ALLIES, "allies") W(POWERS, "powers")             \
    W(DELEGATION, "delegation") W(DIGNITARY, "dignitary") W(VISITOR, "visitor") W(GUEST, "guest") W(COUNTERPART, "counterpart")                               \
    W(COUNTERPARTS, "counterparts") W(VISITING, "visiting") W(HOST, "host") W(LATTER, "latter") W(FORMER, "former") W(ARTICLE, "article")                     \
    W(PAPER, "paper") W(REPORT, "report") W(NEWSPAPER, "newspaper") W(MAGAZINE, "magazine") W(DAILY, "daily") W(OUTLET, "outlet") W(AGENCY, "agency")         \
    W(GROUP, "group") W(ORGANIZATION, "organization") W(ALLIANCE, "alliance") W(BLOC, "bloc") W(MILITANTS, "militants") W(COMPANY, "company")                 \
    W(MAN, "man") W(WOMAN, "woman") W(STATEMENT, "statement") W(EACH, "each") W(OTHER, "other") W(ANOTHER, "another") W(KINGDOM, "kingdom")                   \
    W(REPUBLIC, "republic") W(ISLAND, "island") W(BROADCASTER, "broadcaster") W(JOURNAL, "journal") W(STUDY, "study") W(DOCUMENT, "document")                 \
    W(CITY, "city") W(TOWN, "town") W(PROVINCE, "province") W(REGION, "region") W(VILLAGE, "village") W(DISTRICT, "district") W(UNIVERSITY, "university")     \
    W(MINISTER, "minister") W(MINISTRY, "ministry") W(SECRETARY, "secretary") W(COMMA, ",") W(A, "a") W(AN, "an") W(INC, "inc") W(CORP, "corp")               \
    W(LTD, "ltd") W(PLC, "plc") W(LLC, "llc") W(FOUNDATION, "foundation") W(INSTITUTE, "institute") W(ASSOCIATION, "association") W(LEAGUE, "league")         \
    W(FRONT, "front") W(MOVEMENT, "movement") W(COUNCIL, "council") W(COMMITTEE, "committee") W(COMMISSION, "commission") W(COURT, "court")                   \
    W(ARMY, "army") W(FORCE, "force") W(FORCES, "forces") W(BRIGADE, "brigade") W(BANK, "bank") W(TIMES, "times") W(NEWS, "news")            \
    W(UNION, "union") W(CENTER, "center") W(OFFICE, "office") W(DEPARTMENT, "department") W(AUTHORITY, "authority") W(BOARD, "board") W(COALITION, "coalition")\
    W(FEDERATION, "federation") W(SOCIETY, "society") W(FUND, "fund") W(TRUST, "trust") W(HOSPITAL, "hospital") W(COLLEGE, "college") W(SCHOOL, "school")     \
    W(ASSEMBLY, "assembly") W(PARLIAMENT, "parliament") W(CONGRESS, "congress") W(SENATE, "senate") W(SERVICE, "service") W(CORPS, "corps")                   \
    W(MEMBER, "member") W(MEMBERS, "members") W(AMBASSADOR, "ambassador") W(ENVOY, "envoy") W(REPRESENTATIVE, "representative") W(TALKS, "talks")             \
    W(PEOPLE, "people") W(WHO, "who") W(WE, "we") W(US, "us") W(I, "i") W(RELATIONS, "relations") W(MUTUAL, "mutual") W(BILATERAL, "bilateral")

enum {
#define W(id, text) WORD_##id,
    KNOW_WORDS(W)
#undef W
        WORD_COUNT
};
_Static_assert(WORD_COUNT < 255, "Know.word_class holds them in a byte");

struct Know {
    const Image *image;
    Lexicon lexicon;
    Trie names;
    const char *strings;
    const Sense *senses;
    const CountryRow *countries;
    const OrgRow *orgs;
    const PersonRow *people;
    const OfficeRow *offices;
    const AgentRow *agents;
    const NameKey *last_names;
    const GivenName *given;
    size_t n_countries, n_last_names, n_given;
    uint32_t words[WORD_COUNT]; /* lexicon numbers */
    uint8_t *word_class;        /* [lexicon.n_ids]: WORD_x + 1 of a word that the code asks for, or 0 */
};

static inline const char *know_string(const Know *k, uint32_t at) { return k->strings + at; }

/* yyyymmdd of YYYY, YYYY-MM or YYYY-MM-DD; parts not given are filled with `fill` (0 or 99). False if it is no date. */
bool know_date(Slice s, uint32_t fill, uint32_t *out);
/* m, f or 0 by first name. */
uint8_t know_given_gender(const Know *k, uint32_t word);

/* ---- units (units.c) ---- */

enum { UNIT_CAPITAL = 1, UNIT_CAPS = 2, UNIT_LETTERS = 4, UNIT_SKIP = 8, UNIT_LOWER = 16 };

/* A word as phrases count them: cut at hyphens, without dots and apostrophes, folded. */
typedef struct UnitText {
    char p[LEX_WORD_MAX];
    uint32_t n;
    uint8_t flags; /* UNIT_* */
} UnitText;

/* The next unit of [*at, end); false at the end. A final 's, or ' behind s, is a unit of its own ("'s"). */
bool units_next(const char **at, const char *end, UnitText *out);

/* ---- matches (match.c) ---- */

typedef struct Unit {
    uint32_t id;   /* lexicon number, or 0 */
    uint32_t key;  /* the number, or a hash of the word with the high bit set: names are compared by it */
    uint16_t token;
    uint16_t flags;
} Unit;

typedef struct Match {
    uint16_t first, last;         /* tokens */
    uint16_t unit, n_units;
    uint32_t sense;               /* the first sense that fits */
    uint16_t caps;                /* which units have a capital */
    uint8_t type;                 /* SenseType of it */
    bool turned;                  /* behind "anti-", "pro-", "non-": names no actor */
} Match;

/* A sentence with what is known of its words. */
typedef struct Words {
    const Sentence *s;
    const char *text;
    const uint32_t *forms, *lemmas;
    Unit *units;
    uint16_t *unit_of; /* [n + 1]: the first unit of a token */
    size_t n_units;
    Match *matches;
    size_t n_matches;
    int16_t *match_of; /* [n]: the match that covers a token, or -1 */
    bool lower;        /* no capital anywhere */
    bool caps;         /* nothing but capitals */
    bool titled;       /* a headline that capitalises most words */
} Words;

/* Fills `out`, and with it forms[n] and lemmas[n]. Linear in the sentence. */
void match_sentence(const Know *k, const char *text, const Sentence *s, uint32_t *forms, uint32_t *lemmas, Arena *arena, Words *out);
/* Whether a sense fits how the match is written. */
bool match_fits(const Words *w, const Match *m, const Sense *sense);
/* The first sense of a type that fits, or NULL. */
const Sense *match_sense(const Know *k, const Words *w, const Match *m, SenseType type);
/* The WORD_x that a token is, or -1. */
static inline int word_of(const Know *k, uint32_t id) { return (int)k->word_class[id] - 1; }

#endif
