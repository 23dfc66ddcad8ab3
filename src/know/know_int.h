/* know_int.h - what the files of know/ share: the rows of the compiled tables, units and matches of a sentence, phrases, the memory of an article.
 *
 *     units.c     bytes -> units: the words that phrases are made of, in tables and in text alike
 *     know_build.c  tables -> sections of the image
 *     know_open.c image -> Know
 *     match.c     a sentence's tokens -> units -> matches, the longest phrases of the tables
 *     chunk.c     matches and tree -> phrases: base noun phrases with what belongs to them
 *     compose.c   phrase -> who it describes, as far as its own words tell
 *     resolve.c   descriptions in the order of the text -> entities and mentions, with the article's memory
 *     town.c      phrases that name a place -> which; place.c has the towns of the world
 *     anaphora.c  pronouns and nouns that stand for somebody met before
 *     who.c       one phrase -> one entity
 *     consider.c  one phrase -> all that its words could stand for
 *
 * Ownership: rows belong to the image; all else belongs to the arena of the Reading.
 */
#ifndef ATTACHE_KNOW_INT_H
#define ATTACHE_KNOW_INT_H

#include "know/know.h"
#include "know/place.h"
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
    uint32_t seat; /* its capital among the towns of the world: index + 1, or 0 */
    uint32_t town; /* a region that is a town: the same */
    char admin[4]; /* a region that is a division of its state: its number there (place.h) */
} CountryRow;

typedef enum OrgKind {
    ORG_IGO,
    ORG_UN,
    ORG_MINISTRY,
    ORG_PARLIAMENT,
    ORG_COURT,
    ORG_AGENCY,
    ORG_PARTY,
    ORG_ARMED,
    ORG_ARMY,
    ORG_POLICE,
    ORG_INTELLIGENCE,
    ORG_COMPANY,
    ORG_MEDIA,
    ORG_NGO,
    ORG_MOVEMENT,
    ORG_RELIGIOUS,
    ORG_UNION,
    ORG_CRIMINAL,
    ORG_UNIVERSITY,
    ORG_BANK
} OrgKind;

/* Dates are yyyymmdd; `from` 0 and `to` DATE_NEVER are open ends. */
enum { DATE_NEVER = 99999999, DATE_UNKNOWN = DATE_NEVER - 1 };

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

/* A short name of a division of a state, as it stands behind a town: Calif. Sorted by word. */
typedef struct DivisionRow {
    uint32_t word;
    char code[4], admin[4];
    uint32_t caps; /* wants capitals alone (CA); else its dot (Calif.) */
} DivisionRow;

/* Words that the code itself asks for. Those of one list stand together, so that a range of numbers is the list. */
#define KNOW_PREPOSITIONS(W)                                                                                                                         \
    W(THE, "the")                                                                                                                                    \
    W(OF, "of") W(IN, "in") W(AT, "at") W(FROM, "from") W(TO, "to") W(FOR, "for") W(ON, "on") W(WITH, "with") W(BY, "by") W(NEAR, "near")            \
        W(ACROSS, "across") W(INSIDE, "inside") W(WITHIN, "within") W(AMONG, "among") W(BOTH, "both") W(POSS, "'s") W(COMMA, ",")
#define KNOW_BACKERS(W)                                                                                                                              \
    W(BACKED, "backed")                                                                                                                              \
    W(SPONSORED, "sponsored") W(SUPPORTED, "supported") W(FUNDED, "funded") W(TRAINED, "trained") W(FINANCED, "financed") W(ARMED, "armed")          \
        W(ALIGNED, "aligned") W(ALLIED, "allied") W(LINKED, "linked") W(BROKERED, "brokered") W(MADE, "made") W(OCCUPIED, "occupied")                \
            W(BORN, "born") W(INSPIRED, "inspired") W(MEDIATED, "mediated") W(BUILT, "built") W(SUPPLIED, "supplied") W(FRIENDLY, "friendly")        \
                W(AFFILIATED, "affiliated") W(DESIGNATED, "designated") W(SPEAKING, "speaking") W(LANGUAGE, "language") W(PRO, "pro") W(ANTI, "anti") W(NON, "non")
#define KNOW_HONORIFICS(W)                                                                                                                           \
    W(MR, "mr") W(MRS, "mrs") W(MS, "ms") W(MISS, "miss") W(DR, "dr") W(SIR, "sir") W(LORD, "lord") W(LADY, "lady") W(PROF, "prof") W(DAME, "dame")
#define KNOW_PRONOUNS(W)                                                                                                                             \
    W(HE, "he")                                                                                                                                      \
    W(HIM, "him") W(HIS, "his") W(HIMSELF, "himself") W(SHE, "she") W(HER, "her") W(HERS, "hers") W(HERSELF, "herself") W(IT, "it") W(ITS, "its")    \
        W(ITSELF, "itself") W(THEY, "they") W(THEM, "them") W(THEIR, "their") W(THEIRS, "theirs") W(THEMSELVES, "themselves") W(I, "i") W(ME, "me")  \
            W(MY, "my") W(WE, "we") W(US, "us") W(OUR, "our") W(OURS, "ours") W(WHO, "who") W(THIS, "this") W(THAT, "that") W(THESE, "these")        \
                W(THOSE, "those")
#define KNOW_SIDES(W)                                                                                                                                \
    W(TWO, "two")                                                                                                                                    \
    W(SIDES, "sides") W(COUNTRIES, "countries") W(NATIONS, "nations") W(STATES, "states") W(NEIGHBORS, "neighbors") W(PARTIES, "parties")            \
        W(GOVERNMENTS, "governments") W(CAPITALS, "capitals") W(RIVALS, "rivals") W(ALLIES, "allies") W(POWERS, "powers") W(LEADERS, "leaders")      \
            W(MINISTERS, "ministers") W(PRESIDENTS, "presidents") W(COUNTRY, "country") W(NATION, "nation") W(STATE, "state") W(NORTH, "north")      \
                W(SOUTH, "south") W(KINGDOM, "kingdom") W(REPUBLIC, "republic") W(ISLAND, "island")        \
                    W(KOREAS, "koreas") W(SUDANS, "sudans") W(CONGOS, "congos")
#define KNOW_NOUNS(W)                                                                                                                                \
    W(DIGNITARY, "dignitary")                                                                                                                        \
    W(VISITOR, "visitor") W(GUEST, "guest") W(COUNTERPART, "counterpart") W(COUNTERPARTS, "counterparts") W(NEIGHBOR, "neighbor") W(ALLY, "ally")    \
        W(RIVAL, "rival") W(HEAD, "head") W(MILITARY, "military") W(OPPOSITION, "opposition") W(FOREIGN, "foreign")                                  \
            W(INTERNATIONAL, "international") W(MULTINATIONAL, "multinational") W(VISITING, "visiting") W(LATTER, "latter") W(FORMER, "former")      \
                W(ARTICLE, "article") W(PAPER, "paper") W(REPORT, "report") W(NEWSPAPER, "newspaper") W(MAGAZINE, "magazine") W(DAILY, "daily")      \
                    W(OUTLET, "outlet") W(BROADCASTER, "broadcaster") W(JOURNAL, "journal") W(GROUP, "group") W(ORGANIZATION, "organization")        \
                        W(ALLIANCE, "alliance") W(BLOC, "bloc") W(COMPANY, "company") W(AGENCY, "agency") W(MINISTER, "minister")                    \
                            W(MINISTRY, "ministry") W(SECRETARY, "secretary") W(AMBASSADOR, "ambassador") W(ENVOY, "envoy")                          \
                                W(REPRESENTATIVE, "representative") W(PARTY, "party") W(UNIVERSITY, "university")
/* Before "country": of another one than the article's. */
#define KNOW_OTHERS(W)                                                                                                                               \
    W(NEIGHBORING, "neighboring")                                                                                                                    \
    W(HOST, "host") W(OTHER, "other") W(SAME, "same") W(WHOLE, "whole") W(ENTIRE, "entire") W(FIRST, "first") W(SECOND, "second") W(THIRD, "third")  \
        W(ONLY, "only") W(ENEMY, "enemy") W(MEMBER, "member") W(PARTNER, "partner") W(HOME, "home") W(NATIVE, "native") W(DONOR, "donor")            \
            W(BORDERING, "bordering") W(NEARBY, "nearby") W(DEVELOPING, "developing")
#define KNOW_PARTITIVES(W)                                                                                                                           \
    W(NUMBER, "number")                                                                                                                              \
    W(DOZEN, "dozen") W(HUNDRED, "hundred") W(THOUSAND, "thousand") W(MILLION, "million") W(SCORE, "score") W(MAJORITY, "majority")                  \
        W(CROWD, "crowd") W(HANDFUL, "handful") W(COUPLE, "couple") W(PAIR, "pair") W(LOT, "lot") W(TENS, "tens") W(TEAM, "team") W(REST, "rest")    \
            W(HALF, "half") W(SOME, "some") W(MANY, "many") W(MOST, "most") W(SEVERAL, "several") W(ALL, "all") W(DOZENS, "dozens")                  \
                W(HUNDREDS, "hundreds") W(THOUSANDS, "thousands") W(MILLIONS, "millions") W(SCORES, "scores") W(BAND, "band")
#define KNOW_THINGS(W)                                                                                                                               \
    W(SEA, "sea")                                                                                                                                    \
    W(OCEAN, "ocean") W(RIVER, "river") W(LAKE, "lake") W(STREET, "street") W(ROAD, "road") W(SQUARE, "square") W(AIRPORT, "airport")                \
        W(PARK, "park") W(VALLEY, "valley") W(PROVINCE, "province") W(DISTRICT, "district") W(CITY, "city") W(TOWN, "town") W(VILLAGE, "village")    \
            W(MOUNTAINS, "mountains") W(STRAIT, "strait") W(GULF, "gulf") W(HALL, "hall") W(PALACE, "palace") W(HOTEL, "hotel") W(CUP, "cup")        \
                W(DAY, "day") W(ACT, "act") W(AGREEMENT, "agreement") W(TREATY, "treaty") W(ACCORD, "accord") W(PLAN, "plan") W(WAR, "war")          \
                    W(PRIZE, "prize") W(BRIDGE, "bridge") W(BAY, "bay") W(HEIGHTS, "heights") W(HILL, "hill") W(STRIP, "strip") W(ZONE, "zone")      \
                        W(REGION, "region") W(COUNTY, "county") W(AVENUE, "avenue") W(EAST, "east") W(WEST, "west") W(HIGHWAY, "highway")            \
                            W(EXERCISE, "exercise") W(OPERATION, "operation") W(SUMMIT, "summit") W(CONFERENCE, "conference")                        \
                                W(CONSTITUTION, "constitution") W(STATION, "station")
#define KNOW_TIMES(W)                                                                                                                                \
    W(MONDAY, "monday")                                                                                                                              \
    W(TUESDAY, "tuesday") W(WEDNESDAY, "wednesday") W(THURSDAY, "thursday") W(FRIDAY, "friday") W(SATURDAY, "saturday") W(SUNDAY, "sunday")          \
        W(TODAY, "today") W(YESTERDAY, "yesterday") W(TOMORROW, "tomorrow") W(TONIGHT, "tonight") W(JANUARY, "january") W(FEBRUARY, "february")      \
            W(APRIL, "april") W(JUNE, "june") W(JULY, "july") W(AUGUST, "august") W(SEPTEMBER, "september") W(OCTOBER, "october")                    \
                W(NOVEMBER, "november") W(DECEMBER, "december") W(WEEK, "week") W(MONTH, "month") W(YEAR, "year") W(YEARS, "years") W(MONTHS, "months") \
                W(WEEKS, "weeks") W(DAYS, "days") W(NIGHT, "night")                  \
                    W(WEEKEND, "weekend") W(LAST, "last") W(NEXT, "next")
#define KNOW_BODIES(W)                                                                                                                               \
    W(INC, "inc")                                                                                                                                    \
    W(CORP, "corp") W(LTD, "ltd") W(PLC, "plc") W(LLC, "llc") W(FOUNDATION, "foundation") W(INSTITUTE, "institute") W(ASSOCIATION, "association")    \
        W(LEAGUE, "league") W(FRONT, "front") W(MOVEMENT, "movement") W(COUNCIL, "council") W(COMMITTEE, "committee") W(COMMISSION, "commission")    \
            W(COURT, "court") W(ARMY, "army") W(FORCE, "force") W(FORCES, "forces") W(BRIGADE, "brigade") W(BANK, "bank") W(TIMES, "times")          \
                W(NEWS, "news") W(UNION, "union") W(CENTER, "center") W(OFFICE, "office") W(DEPARTMENT, "department") W(AUTHORITY, "authority")      \
                    W(BOARD, "board") W(COALITION, "coalition") W(FEDERATION, "federation") W(SOCIETY, "society") W(FUND, "fund") W(TRUST, "trust")  \
                        W(HOSPITAL, "hospital") W(COLLEGE, "college") W(SCHOOL, "school") W(ASSEMBLY, "assembly") W(PARLIAMENT, "parliament")        \
                            W(CONGRESS, "congress") W(SENATE, "senate") W(SERVICE, "service") W(CORPS, "corps")
/* Last words of newspapers' names that the tables may lack. */
#define KNOW_PAPERS(W)                                                                                                                               \
    W(OBSERVER, "observer")                                                                                                                          \
    W(HERALD, "herald") W(POST, "post") W(TRIBUNE, "tribune") W(GAZETTE, "gazette") W(CHRONICLE, "chronicle") W(TELEGRAPH, "telegraph")              \
        W(MONITOR, "monitor") W(EXAMINER, "examiner") W(INQUIRER, "inquirer") W(COURIER, "courier") W(MIRROR, "mirror") W(GUARDIAN, "guardian")      \
            W(BULLETIN, "bulletin") W(DISPATCH, "dispatch") W(SENTINEL, "sentinel")
#define KNOW_WORDS(W)                                                                                                                                \
    KNOW_PREPOSITIONS(W)                                                                                                                             \
    KNOW_BACKERS(W) KNOW_HONORIFICS(W) KNOW_PRONOUNS(W) KNOW_SIDES(W) KNOW_NOUNS(W) KNOW_OTHERS(W) KNOW_PARTITIVES(W) KNOW_THINGS(W) KNOW_TIMES(W)   \
        KNOW_BODIES(W) KNOW_PAPERS(W)

enum {
#define W(id, text) WORD_##id,
    KNOW_WORDS(W)
#undef W
        WORD_COUNT
};

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
    const DivisionRow *divisions;
    size_t n_countries, n_last_names, n_given, n_divisions;
    Places places;
    uint32_t words[WORD_COUNT]; /* lexicon numbers */
    uint16_t *word_class;       /* [lexicon.n_ids]: WORD_x + 1 of a word that the code asks for, or 0 */
};

static inline const char *know_string(const Know *k, uint32_t at) { return k->strings + at; }

/* yyyymmdd of YYYY, YYYY-MM or YYYY-MM-DD; parts not given are filled with `fill` (0 or 99). False if it is no date. */
bool know_date(Slice s, uint32_t fill, uint32_t *out);
/* m, f or 0 by first name. */
uint8_t know_given_gender(const Know *k, uint32_t word);
/* Whether somebody of people.tsv is called so, first name or last. */
bool know_is_surname(const Know *k, uint32_t word);

/* ---- units (units.c) ---- */

enum {
    UNIT_CAPITAL = 1,
    UNIT_CAPS = 2,
    UNIT_LETTERS = 4,
    UNIT_SKIP = 8,
    UNIT_LOWER = 16,
    UNIT_GIVEN = 32,
    UNIT_SIGN = 64
}; /* UNIT_GIVEN: of a person, set by match.c like UNIT_SIGN */

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
    uint32_t id;  /* lexicon number, or 0 */
    uint32_t key; /* the number, or a hash of the word with the high bit set: names are compared by it */
    uint16_t token;
    uint16_t flags;
} Unit;

typedef struct Match {
    uint16_t first, last; /* tokens */
    uint16_t unit, n_units;
    uint32_t sense; /* the first sense that fits */
    uint16_t caps;  /* which units have a capital */
    uint8_t type;   /* SenseType of it */
    bool turned;    /* behind "anti-", "pro-", "non-": names no actor */
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

/* Fills `out`, and with it forms[n], lemmas[n] and hashes[n]: of each folded lemma, known or not. Linear in the sentence. */
void match_sentence(const Know *k, const char *text, const Sentence *s, uint32_t *forms, uint32_t *lemmas, uint64_t *hashes, Arena *arena,
                    Words *out);
/* Whether a sense fits how the match is written. */
bool match_fits(const Words *w, const Match *m, const Sense *sense);
/* The first sense of a type that fits, or NULL. */
const Sense *match_sense(const Know *k, const Words *w, const Match *m, SenseType type);
/* The WORD_x that a token is, or -1. */
static inline int word_of(const Know *k, uint32_t id) { return (int)k->word_class[id] - 1; }

/* ---- phrases (chunk.c) ---- */

enum { NO_PHRASE = -1, PHRASE_LINKS = 4, NO_TOKEN = 0xFFFF, ADPOSITION_OTHER = WORD_COUNT };

/* A base noun phrase: a run of tokens around one head, and how it hangs together with its neighbours. */
typedef struct Phrase {
    uint16_t first, last, head;      /* tokens; the possessive mark is not of it */
    int16_t poss;                    /* the phrase that possesses it ("India" of India's minister) */
    int16_t owns;                    /* the other way round */
    int16_t name;                    /* of an office: the phrase that gives its holder's name behind "of X to Y" */
    int16_t name_of;                 /* the other way round */
    int16_t appos, appos_of;         /* another wording for the same behind a comma; which one says more is told in compose.c */
    int16_t conj;                    /* the phrase before it in a coordination */
    int16_t acronym_of;              /* "(SCO)": the phrase before the bracket */
    int16_t lead;                    /* of "Syrian jets" in "Russian, Iranian and Syrian jets": the first adjective that shares the noun */
    int16_t shares;                  /* of such an adjective: the phrase with the noun */
    int16_t link[PHRASE_LINKS];      /* of, in, from, ... phrases that belong to it */
    int16_t link_word[PHRASE_LINKS]; /* WORD_x of the preposition */
    uint8_t n_links;
    int16_t adposition; /* WORD_x before it, ADPOSITION_OTHER, or -1 */
    bool nominal;       /* heads a noun phrase: gets a mention */
    bool pronoun;
} Phrase;

typedef struct Phrases {
    Phrase *p;
    size_t n;
    int16_t *of_token; /* [n tokens]: the phrase of a token, or -1 */
} Phrases;

void chunk_sentence(const Know *k, const Words *w, Arena *arena, Phrases *out);
/* The last token of a phrase with the phrases that belong to it. */
uint16_t chunk_end(const Phrases *ph, int16_t phrase);
uint16_t chunk_begin(const Phrases *ph, int16_t phrase);

/* ---- questions to tokens ---- */

static inline int token_word(const Know *k, const Words *w, size_t t) { return word_of(k, w->forms[t]); }
/* A proper noun, or a capitalised word inside a sentence that no table knows and the tagger took for a common noun: "Otieno". */
static inline bool token_is_name(const Words *w, size_t t) {
    unsigned upos = w->s->tokens[t].upos;
    size_t u = w->unit_of[t], end = w->unit_of[t + 1];
    if (upos != UPOS_PROPN) {
        bool mistagged = (upos == UPOS_NOUN || upos == UPOS_X) && t > 0 && u < end && !w->titled && !w->caps && w->match_of[t] < 0;
        return mistagged && (w->units[u].flags & UNIT_CAPITAL) && (!w->units[u].id || (w->units[u].flags & UNIT_GIVEN)) &&
               (w->s->tokens[t - 1].upos != UPOS_PUNCT || (t > 1 && w->s->tokens[t - 2].upos == UPOS_PUNCT)); /* but after a mark: ," Otieno said */
    }
    bool capital = w->lower;
    for (; u < end && !capital; u++) capital = w->units[u].flags & UNIT_CAPITAL; /* al-Hassan */
    return capital;
}
static inline const Match *token_match(const Words *w, size_t t) { return w->match_of[t] < 0 ? NULL : &w->matches[w->match_of[t]]; }
/* The agent that a match stands for, or NULL. */
static inline const AgentRow *match_agent(const Know *k, const Match *m) {
    return m && m->type == SENSE_AGENT ? &k->agents[k->senses[m->sense].row] : NULL;
}

/* ---- descriptions (compose.c) ---- */

typedef enum What { WHAT_UNKNOWN, WHAT_STATE, WHAT_CAPITAL, WHAT_PEOPLE, WHAT_ORG, WHAT_PERSON, WHAT_AGENT } What;

enum { NAME_KEYS = 8 };

/* Whom the words of a phrase describe, before the article is asked. */
typedef struct Desc {
    Entity e;
    Sectors sectors;
    uint8_t what;                       /* What */
    uint16_t core;                      /* the token that says what it is: "minister", the last word of a name */
    uint16_t name_first, name_last;     /* tokens, or NO_TOKEN */
    uint16_t office_first, office_last; /* tokens, or NO_TOKEN */
    int32_t person, org, country;       /* rows, or -1 */
    const AgentRow *agent;              /* of the core */
    bool former, definite, sure;        /* sure: a person beyond doubt */
    bool capital;                       /* a state or region by its seat of power */
    bool foreign;                       /* "foreign troops": of no country that the article would give */
    uint32_t keys[NAME_KEYS];           /* units of the name */
    uint8_t n_keys;
} Desc;

/* ---- the article's memory (resolve.c) ---- */

/* Somebody with a name or an office who was met in this article. */
typedef struct Met {
    uint32_t keys[NAME_KEYS];
    uint8_t n_keys, what;
    int32_t person, org;
    const AgentRow *agent; /* of the title or noun by which it was met last */
    uint32_t title;        /* lemma of that noun */
    uint32_t entity, sentence;
    float weight; /* how much the article speaks of it */
} Met;

/* How far back memory is searched, so that a long text costs no more a sentence than a short one. */
enum { MET_BACK = 400, DOCUMENTS_BACK = 12 };
static inline size_t met_from(size_t n_met) { return n_met > MET_BACK ? n_met - MET_BACK : 0; }

typedef enum Role { ROLE_OTHER, ROLE_MODIFIER, ROLE_OBLIQUE, ROLE_OBJECT, ROLE_SUBJECT } Role;

/* A mention as later words look back at it; a coordination is one more, of all its entities. */
typedef struct Seen {
    uint32_t refs, sentence;
    uint16_t head, verb; /* verb: the token that the head hangs on */
    uint16_t first, last;
    uint8_t n, role, what;
    bool plural, sure;
    bool group, part; /* a coordination; one of a coordination */
    bool matrix;      /* of the main clause */
} Seen;

/* A state that the article speaks of. */
typedef struct Side {
    char code[4];
    float score;
    uint32_t sentence, entity;
} Side;

enum { SIDES_MAX = 48, COUNTRY_SLOTS = 6 };

/* Whom a phrase of the sentence in hand stands for. */
typedef struct Refs {
    uint32_t first;
    uint8_t n, what;
    bool done, busy, sure, plural;
    uint16_t core, name_first; /* as in Desc */
} Refs;

typedef struct Reader {
    const Know *k;
    const Article *article;
    Arena *arena;
    Reading *out;
    uint32_t date; /* yyyymmdd; past all dates if not known */
    size_t cap_mentions, cap_entities, n_refs, cap_refs;
    Met *met;
    size_t n_met, cap_met;
    Seen *seen;
    size_t n_seen, cap_seen;
    Side sides[SIDES_MAX];
    size_t n_sides;
    uint32_t *
        country_entity; /* [n_countries * COUNTRY_SLOTS]: index + 1 of the entity of a row: as a state, as a place, as its government; for its name and for its capital */
    uint32_t nobody[2]; /* index + 1 of the entity of all unknown nouns, singular and plural */
    uint32_t speaker;   /* refs index + 1 of who spoke last within quotation marks; 0: nobody */
    uint32_t spoke;     /* the sentence in which that was */
    const char *home;   /* code of the country that the dateline names, or "" */
    /* of the sentence in hand */
    uint32_t sentence;
    float boost; /* title and highlights count more */
    const Words *w;
    Phrases *ph;
    Refs *refs; /* [phrases] */
} Reader;

void compose_phrase(Reader *r, const Phrase *p, Desc *out);
/* What the offices of a person say on the reader's date. */
void compose_person_row(const Know *k, uint32_t person, uint32_t date, Entity *e, Sectors *sectors);
void compose_add_sector(Sectors *s, const char *sector);
/* Joins the sectors of a head with those of a word that tells more: "rebel commander" REB, "opposition lawmaker" LEG OPP. */
void compose_join(Sectors *head, const Sectors *more, bool keeps);
const CountryRow *compose_country(const Know *k, const Match *m);
/* "Iran-backed", "pro-Russian": a name that does not tell whose. */
bool compose_is_only_backer(const Know *k, const Words *w, const Match *m);
Slice compose_text(const Words *w, uint16_t first, uint16_t last);

/* Resolves a phrase of the sentence in hand; its first entity, by value. */
Entity resolve_phrase(Reader *r, int16_t phrase);
uint32_t resolve_add_entity(Reader *r, const Entity *e);
uint32_t resolve_add_ref(Reader *r, uint32_t entity);
Role resolve_role(const Words *w, size_t token);

/* ---- places (town.c) ---- */

/* Forgets the matches of regions and their seats that mean another town here: Hyderabad, in a text that speaks of Pakistan and not of India. */
void town_doubt_matches(const Reader *r, Words *w);
/* Whether a phrase stands where only a place can: in, at, near ..., or in the dateline. */
bool town_is_place(const Reader *r, const Phrase *p);
/* Makes the description that of the town which the tokens [first, last] of a phrase name; false if they name none beyond doubt. */
bool town_compose(const Reader *r, Desc *d, const Phrase *p, size_t first, size_t last);
/* The same for a name of countries.tsv that means another place here: "Paris, Texas". */
bool town_elsewhere(const Reader *r, Desc *d, const Phrase *p, const Match *m);
/* Where a state, capital, seat of power or region is. */
void town_of_state(const Reader *r, Desc *d, const Match *m);
/* The code of the country that the dateline names, or "". */
const char *town_home(Reader *r);

/* ---- what else a phrase could mean (consider.c) ---- */

/* All that the words from byte `from` of the text on can stand for: rows of the tables, and towns. `taken`: those whose row `answer` names. */
void consider_phrase(const Know *k, const Article *article, const Sentence *sentences, size_t n_sentences, size_t from, const char *date,
                     const Entity *answer, Arena *arena, attache_considered **list, size_t *n);

/* ---- pronouns and nouns that stand for somebody met before (anaphora.c) ---- */

/* Fills refs of a pronoun phrase. */
void anaphora_pronoun(Reader *r, int16_t phrase, Refs *out);
/* Tries a description against the article: "the minister", "both sides", "the country". True if refs were filled. */
bool anaphora_nominal(Reader *r, int16_t phrase, const Desc *d, Refs *out);
/* "the North" of an article on Korea. True if refs were filled. */
bool anaphora_half(Reader *r, int16_t phrase, const Desc *d, Refs *out);
/* The country that an office or body without one has by the article, with how; NULL if none is plain. */
const char *anaphora_country(Reader *r, int16_t phrase, const Desc *d);
/* How much the article speaks of a country just now: 0 not at all. */
float anaphora_side(const Reader *r, const char *code);

#endif
