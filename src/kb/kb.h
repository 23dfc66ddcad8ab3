/* kb.h - what is known: countries, organisations, people, offices, places; rows of the compiled tables, and how a name finds them.
 *
 *     kb.c      image -> Kb
 *     trie.c    phrases -> what each can stand for
 *     units.c   bytes -> units: the words that phrases are made of, in tables and in text alike
 *     place.c   the towns of the world
 *
 * Compiled from data/ at build time (compile/), mapped and read-only. A Kb borrows its Image; rows and strings belong to the image.
 */
#ifndef ATTACHE_KB_H
#define ATTACHE_KB_H

#include "base/base.h"
#include "base/image.h"
#include "base/lexicon.h"
#include "kb/place.h"
#include "kb/trie.h"
#include "vocab/codebook.h"

#define KB_MAGIC "ATTKNOW1"
enum { KB_VERSION = 4 };

/* ---- knowledge ---- */

typedef struct Kb Kb;

/* Opens the knowledge of an image (borrowed for life). */
attache_status kb_open(Kb **out, const Image *im, const Reporter *r);
void kb_close(Kb *k);
const Lexicon *kb_lexicon(const Kb *k);
/* ISO alpha-3 code -> the state's usual name, or "". */
const char *kb_country_name(const Kb *k, const char *code);
/* Where its capital lies, in degrees; false for a code that is no state's. */
bool kb_country_place(const Kb *k, const char *code, float *lat, float *lon);
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
/* The sectors of somebody, the main one first. */
typedef struct Sectors {
    uint8_t s[SECTORS]; /* Sector; SECTOR_NONE at the end */
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
#define KB_PREPOSITIONS(W)                                                                                                                         \
    W(THE, "the")                                                                                                                                    \
    W(OF, "of") W(IN, "in") W(AT, "at") W(FROM, "from") W(TO, "to") W(FOR, "for") W(ON, "on") W(WITH, "with") W(BY, "by") W(NEAR, "near")            \
        W(ACROSS, "across") W(INSIDE, "inside") W(WITHIN, "within") W(AMONG, "among") W(BOTH, "both") W(POSS, "'s") W(COMMA, ",")
#define KB_BACKERS(W)                                                                                                                              \
    W(BACKED, "backed")                                                                                                                              \
    W(SPONSORED, "sponsored") W(SUPPORTED, "supported") W(FUNDED, "funded") W(TRAINED, "trained") W(FINANCED, "financed") W(ARMED, "armed")          \
        W(ALIGNED, "aligned") W(ALLIED, "allied") W(LINKED, "linked") W(BROKERED, "brokered") W(MADE, "made") W(OCCUPIED, "occupied")                \
            W(BORN, "born") W(INSPIRED, "inspired") W(MEDIATED, "mediated") W(BUILT, "built") W(SUPPLIED, "supplied") W(FRIENDLY, "friendly")        \
                W(AFFILIATED, "affiliated") W(DESIGNATED, "designated") W(SPEAKING, "speaking") W(LANGUAGE, "language") W(PRO, "pro") W(ANTI, "anti") W(NON, "non")
#define KB_HONORIFICS(W)                                                                                                                           \
    W(MR, "mr") W(MRS, "mrs") W(MS, "ms") W(MISS, "miss") W(DR, "dr") W(SIR, "sir") W(LORD, "lord") W(LADY, "lady") W(PROF, "prof") W(DAME, "dame")
#define KB_PRONOUNS(W)                                                                                                                             \
    W(HE, "he")                                                                                                                                      \
    W(HIM, "him") W(HIS, "his") W(HIMSELF, "himself") W(SHE, "she") W(HER, "her") W(HERS, "hers") W(HERSELF, "herself") W(IT, "it") W(ITS, "its")    \
        W(ITSELF, "itself") W(THEY, "they") W(THEM, "them") W(THEIR, "their") W(THEIRS, "theirs") W(THEMSELVES, "themselves") W(I, "i") W(ME, "me")  \
            W(MY, "my") W(WE, "we") W(US, "us") W(OUR, "our") W(OURS, "ours") W(WHO, "who") W(THIS, "this") W(THAT, "that") W(THESE, "these")        \
                W(THOSE, "those")
#define KB_SIDES(W)                                                                                                                                \
    W(TWO, "two")                                                                                                                                    \
    W(SIDES, "sides") W(COUNTRIES, "countries") W(NATIONS, "nations") W(STATES, "states") W(NEIGHBORS, "neighbors") W(PARTIES, "parties")            \
        W(GOVERNMENTS, "governments") W(CAPITALS, "capitals") W(RIVALS, "rivals") W(ALLIES, "allies") W(POWERS, "powers") W(LEADERS, "leaders")      \
            W(MINISTERS, "ministers") W(PRESIDENTS, "presidents") W(COUNTRY, "country") W(NATION, "nation") W(STATE, "state") W(NORTH, "north")      \
                W(SOUTH, "south") W(KINGDOM, "kingdom") W(REPUBLIC, "republic") W(ISLAND, "island")        \
                    W(KOREAS, "koreas") W(SUDANS, "sudans") W(CONGOS, "congos")
#define KB_NOUNS(W)                                                                                                                                \
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
#define KB_OTHERS(W)                                                                                                                               \
    W(NEIGHBORING, "neighboring")                                                                                                                    \
    W(HOST, "host") W(OTHER, "other") W(SAME, "same") W(WHOLE, "whole") W(ENTIRE, "entire") W(FIRST, "first") W(SECOND, "second") W(THIRD, "third")  \
        W(ONLY, "only") W(ENEMY, "enemy") W(MEMBER, "member") W(PARTNER, "partner") W(HOME, "home") W(NATIVE, "native") W(DONOR, "donor")            \
            W(BORDERING, "bordering") W(NEARBY, "nearby") W(DEVELOPING, "developing")
#define KB_PARTITIVES(W)                                                                                                                           \
    W(NUMBER, "number")                                                                                                                              \
    W(DOZEN, "dozen") W(HUNDRED, "hundred") W(THOUSAND, "thousand") W(MILLION, "million") W(SCORE, "score") W(MAJORITY, "majority")                  \
        W(CROWD, "crowd") W(HANDFUL, "handful") W(COUPLE, "couple") W(PAIR, "pair") W(LOT, "lot") W(TENS, "tens") W(TEAM, "team") W(REST, "rest")    \
            W(HALF, "half") W(SOME, "some") W(MANY, "many") W(MOST, "most") W(SEVERAL, "several") W(ALL, "all") W(DOZENS, "dozens")                  \
                W(HUNDREDS, "hundreds") W(THOUSANDS, "thousands") W(MILLIONS, "millions") W(SCORES, "scores") W(BAND, "band")
#define KB_THINGS(W)                                                                                                                               \
    W(SEA, "sea")                                                                                                                                    \
    W(OCEAN, "ocean") W(RIVER, "river") W(LAKE, "lake") W(STREET, "street") W(ROAD, "road") W(SQUARE, "square") W(AIRPORT, "airport")                \
        W(PARK, "park") W(VALLEY, "valley") W(PROVINCE, "province") W(DISTRICT, "district") W(CITY, "city") W(TOWN, "town") W(VILLAGE, "village")    \
            W(MOUNTAINS, "mountains") W(STRAIT, "strait") W(GULF, "gulf") W(HALL, "hall") W(PALACE, "palace") W(HOTEL, "hotel") W(CUP, "cup")        \
                W(DAY, "day") W(ACT, "act") W(AGREEMENT, "agreement") W(TREATY, "treaty") W(ACCORD, "accord") W(PLAN, "plan") W(WAR, "war")          \
                    W(PRIZE, "prize") W(BRIDGE, "bridge") W(BAY, "bay") W(HEIGHTS, "heights") W(HILL, "hill") W(STRIP, "strip") W(ZONE, "zone")      \
                        W(REGION, "region") W(COUNTY, "county") W(AVENUE, "avenue") W(EAST, "east") W(WEST, "west") W(HIGHWAY, "highway")            \
                            W(EXERCISE, "exercise") W(OPERATION, "operation") W(SUMMIT, "summit") W(CONFERENCE, "conference")                        \
                                W(CONSTITUTION, "constitution") W(STATION, "station")
#define KB_TIMES(W)                                                                                                                                \
    W(MONDAY, "monday")                                                                                                                              \
    W(TUESDAY, "tuesday") W(WEDNESDAY, "wednesday") W(THURSDAY, "thursday") W(FRIDAY, "friday") W(SATURDAY, "saturday") W(SUNDAY, "sunday")          \
        W(TODAY, "today") W(YESTERDAY, "yesterday") W(TOMORROW, "tomorrow") W(TONIGHT, "tonight") W(JANUARY, "january") W(FEBRUARY, "february")      \
            W(APRIL, "april") W(JUNE, "june") W(JULY, "july") W(AUGUST, "august") W(SEPTEMBER, "september") W(OCTOBER, "october")                    \
                W(NOVEMBER, "november") W(DECEMBER, "december") W(WEEK, "week") W(MONTH, "month") W(YEAR, "year") W(YEARS, "years") W(MONTHS, "months") \
                W(WEEKS, "weeks") W(DAYS, "days") W(NIGHT, "night")                  \
                    W(WEEKEND, "weekend") W(LAST, "last") W(NEXT, "next")
#define KB_BODIES(W)                                                                                                                               \
    W(INC, "inc")                                                                                                                                    \
    W(CORP, "corp") W(LTD, "ltd") W(PLC, "plc") W(LLC, "llc") W(FOUNDATION, "foundation") W(INSTITUTE, "institute") W(ASSOCIATION, "association")    \
        W(LEAGUE, "league") W(FRONT, "front") W(MOVEMENT, "movement") W(COUNCIL, "council") W(COMMITTEE, "committee") W(COMMISSION, "commission")    \
            W(COURT, "court") W(ARMY, "army") W(FORCE, "force") W(FORCES, "forces") W(BRIGADE, "brigade") W(BANK, "bank") W(TIMES, "times")          \
                W(NEWS, "news") W(UNION, "union") W(CENTER, "center") W(OFFICE, "office") W(DEPARTMENT, "department") W(AUTHORITY, "authority")      \
                    W(BOARD, "board") W(COALITION, "coalition") W(FEDERATION, "federation") W(SOCIETY, "society") W(FUND, "fund") W(TRUST, "trust")  \
                        W(HOSPITAL, "hospital") W(COLLEGE, "college") W(SCHOOL, "school") W(ASSEMBLY, "assembly") W(PARLIAMENT, "parliament")        \
                            W(CONGRESS, "congress") W(SENATE, "senate") W(SERVICE, "service") W(CORPS, "corps")
/* Last words of newspapers' names that the tables may lack. */
#define KB_PAPERS(W)                                                                                                                               \
    W(OBSERVER, "observer")                                                                                                                          \
    W(HERALD, "herald") W(POST, "post") W(TRIBUNE, "tribune") W(GAZETTE, "gazette") W(CHRONICLE, "chronicle") W(TELEGRAPH, "telegraph")              \
        W(MONITOR, "monitor") W(EXAMINER, "examiner") W(INQUIRER, "inquirer") W(COURIER, "courier") W(MIRROR, "mirror") W(GUARDIAN, "guardian")      \
            W(BULLETIN, "bulletin") W(DISPATCH, "dispatch") W(SENTINEL, "sentinel")
#define KB_WORDS(W)                                                                                                                                \
    KB_PREPOSITIONS(W)                                                                                                                             \
    KB_BACKERS(W) KB_HONORIFICS(W) KB_PRONOUNS(W) KB_SIDES(W) KB_NOUNS(W) KB_OTHERS(W) KB_PARTITIVES(W) KB_THINGS(W) KB_TIMES(W)   \
        KB_BODIES(W) KB_PAPERS(W)

enum {
#define W(id, text) WORD_##id,
    KB_WORDS(W)
#undef W
        WORD_COUNT
};
_Static_assert(WORD_COUNT < UINT16_MAX, "word_class holds the number of a word plus one");

struct Kb {
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

static inline const char *kb_string(const Kb *k, uint32_t at) { return k->strings + at; }

/* yyyymmdd of YYYY, YYYY-MM or YYYY-MM-DD; parts not given are filled with `fill` (0 or 99). False if it is no date. */
bool kb_date(Slice s, uint32_t fill, uint32_t *out);
/* m, f or 0 by first name. */
uint8_t kb_given_gender(const Kb *k, uint32_t word);
/* Whether somebody of people.tsv is called so, first name or last. */
bool kb_is_surname(const Kb *k, uint32_t word);

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
#endif
