/* test_dictionary.c - PETRARCH's and TABARI's actors and agents become rows of our tables, and lines that cannot be read are reported. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "compile/dictionary.h"
#include "fixture.h"

static const char codes[] =
    "code\tkind\tiso2\tmeans\tsectors\n"
    "KAZ\tstate\tKZ\t\t\n"
    "PER\tstate\tPE\t\t\n"
    "FRA\tstate\tFR\t\t\n"
    "GLP\tstate\tGP\tFRA\t\n"
    "IGO\ttype\t\tIGO\t\n"
    "UNO\ttype\t\tUNO\t\n"
    "MNC\ttype\t\tMNC\tBUS\n"
    "GOV\tsector\t\t\tGOV\n"
    "ELI\tsector\t\t\tELI\n"
    "MIL\tsector\t\t\tMIL\n"
    "MED\tsector\t\t\tJRN\n"
    "MUS\tgroup\t\t\tREL\n"
    "EUR\tregion\t\t\t\n";
static const char countries[] = "code\tkind\tname\tnames\tadjectives\tpeople\tcapital\tseats\tlat\tlon\nPER\tstate\tPeru\t\tPeruvian\tPeruvian\tLima\n";
static const char people[] = "code\tname\tnames\tgender\toffice\tsectors\tfrom\tto\nPER\tRosa Quispe\t\tf\tMinister\tGOV\n";
static const char agents[] = "phrase\tnames\tkind\tsectors\tcode\tgender\nminister\t\toffice\tGOV\npolice\t\tgroup\tMIL\n";

/* The rows that a dictionary becomes, without the header: those of one table. */
static char *rows(const char *text, size_t size, const char *table) {
    static char out[4096];
    TableSet set = {0};
    Reporter r = {note, NULL};
    char path[128];
    messages[0] = out[0] = 0;
    write_table("codes.tsv", codes);
    write_table("countries.tsv", countries);
    write_table("people.tsv", people);
    write_table("agents.tsv", agents);
    assert_int_equal(tables_add_dir(&set, dir, &r), ATTACHE_OK);
    set.layer++;
    snprintf(path, sizeof path, "%s/actors.txt", dir);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, size, f), size);
    fclose(f);
    assert_int_equal(dictionary_read(&set, path, &r), ATTACHE_OK);
    for (size_t i = 0; i < set.n; i++)
        if (set.files[i].layer && !strcmp(set.files[i].name, table)) snprintf(out, sizeof out, "%s", strchr(set.files[i].text.p, '\n') + 1);
    tables_free(&set);
    return out;
}

#define ROWS(text, table) rows(text, sizeof(text) - 1, table)

static void expect_told(const char *where, const char *says) {
    char copy[sizeof messages];
    strcpy(copy, messages);
    for (char *line = strtok(copy, "\n"); line; line = strtok(NULL, "\n"))
        if (strstr(line, where) && strstr(line, says)) return;
    fail_msg("nothing at %s says \"%s\" in:\n%s", where, says, messages);
}

static void test_dates_of_an_office(void **state) {
    (void)state;
    assert_string_equal(ROWS("ASEL_TULEUOVA_ ; of our own making\n+TULEUOVA_\n\t[KAZGOV 910101-931231] [KAZMIL >20040601]\n", "people.tsv"),
                        "1\tKAZ\tAsel Tuleuova\tTuleuova\tGOV\t1991-01-01\t1993-12-31\n1\tKAZ\tAsel Tuleuova\tTuleuova\tMIL\t2004-06-01\t\n");
    assert_string_equal(messages, "");
    assert_string_equal(ROWS("JUAN_PEREZ_ [PERGOV <001130]\n", "people.tsv"), "1\tPER\tJuan Perez\t\tGOV\t\t2000-11-30\n");
}

static void test_a_code_without_a_date_fills_the_gaps(void **state) {
    (void)state;
    assert_string_equal(ROWS("ANA_DIAZ_\n\t[PERELI]\n\t[PERGOV 010301-020228]\n", "people.tsv"),
                        "1\tPER\tAna Diaz\t\tELI\t\t2001-02-28\n1\tPER\tAna Diaz\t\tGOV\t2001-03-01\t2002-02-28\n1\tPER\tAna Diaz\t\tELI\t2002-03-01\t\n");
}

static void test_codes(void **state) {
    (void)state;
    assert_string_equal(ROWS("BLUE_RIVER_COMMISSION_ [IGOUNOGOV]\n", "organisations.tsv"), "1\tUNO\tun\tBlue River Commission\t\tGOV\t\t\n");
    assert_string_equal(ROWS("ANDEAN_COPPER_CORP_ [MNCPERMED]\n", "organisations.tsv"), "1\tPER\tcompany\tAndean Copper Corp\t\tBUS|JRN\t\t\n");
    assert_string_equal(ROWS("ISLAND_BRIGADE_ [GLPMIL]\n", "organisations.tsv"), "1\tFRA\tarmy\tIsland Brigade\t\tMIL\t\t\n");
    assert_string_equal(ROWS("LAMPLIGHTERS_ [MUS110]\n", "organisations.tsv"), "1\t\treligious\tLamplighters\t\tREL\t\t\n");
    assert_string_equal(ROWS("BRC_ [IGO]\n", "organisations.tsv"), "1\tIGO\tigo\tBRC\t\t\t\t\n");
}

static void test_places_of_a_state(void **state) {
    (void)state;
    assert_string_equal(ROWS("PERU_ [PER]\n+PERUVIAN_\n+LIMA_\n+PUERTO_OSCURO_\n", "countries.tsv"), "1\tPER\tregion\tPuerto Oscuro\n");
}

static void test_known_first_names_are_peoples(void **state) {
    (void)state;
    assert_string_equal(ROWS("ROSA_LLANOS_ [PERMIL]\n", "people.tsv"), "1\tPER\tRosa Llanos\t\tMIL\t\t\n");
    assert_string_equal(ROWS("THE_ONE_\nTHE_OTHER_\n\t[PERMIL]\n", "organisations.tsv"), "1\tPER\tarmy\tThe One\tThe Other\tMIL\t\t\n");
}

static void test_agents(void **state) {
    (void)state;
    assert_string_equal(ROWS("!PERSON! = MAN, WOMAN\nFERRY!PERSON! [~GOV]\n", "agents.tsv"), "2\tferryman\tferrywoman\tperson\tGOV\t\n");
    assert_string_equal(ROWS("CHIEF_THIEF {CHIEF_THIEVES} [~ELI]\n", "agents.tsv"), "1\tchief thief\tchief thieves\tperson\tELI\t\n");
    assert_string_equal(ROWS("RIVER_POLICE {} [~MIL]\nRIVER_MINISTER [~GOV]\nMINISTER [~GOVMIL]\n", "agents.tsv"),
                        "1\triver police\t\tgroup\tMIL\t\n2\triver minister\t\toffice\tGOV\t\n3\tminister\t\t\tGOV|MIL\t\n");
}

static void test_mistakes_are_told_and_the_rest_goes_on(void **state) {
    (void)state;
    assert_string_equal(ROWS("GOOD_ONE_CORP_ [MNCPER]\nBAD_CORP_ [MNCPE]\nOTHER_CORP_ [MNCPER\nTHIRD_CORP_ MNCPER]\nBAD_DAY_ [PERGOV 9101011-931231]\n+SYNONYM_\n"
                             "TYPO_CORP_ [PRUGOV]\n!NOBODY!_FOLK [~GOV]\n- * HIT [190]\nNO_CODE_\nLAST_CORP_ [MNCPER]\n",
                             "organisations.tsv"),
                        "1\tPER\tcompany\tGood One Corp\t\tBUS\t\t\n11\tPER\tcompany\tLast Corp\t\tBUS\t\t\n");
    expect_told("actors.txt:2 ", "threes");
    expect_told("actors.txt:3 ", "[ without its ]");
    expect_told("actors.txt:4 ", "] without its [");
    expect_told("actors.txt:5 ", "date '9101011-931231'");
    expect_told("actors.txt:7 ", "PRU is neither a state");
    expect_told("actors.txt:8 ", "no such set");
    expect_told("actors.txt:9 ", "not verbs");
    expect_told("actors.txt:10 ", "has no code");
}

static void test_latin_1(void **state) {
    (void)state;
    assert_string_equal(ROWS("JOS\xc9_CORP_ [MNCPER]\n", "organisations.tsv"), "1\tPER\tcompany\tJos\xc3\xa9 Corp\t\tBUS\t\t\n");
}

/* The reader copes with any bytes; NOISE_ROUNDS=N runs more rounds than a build needs. */
static void test_noise(void **state) {
    (void)state;
    static const char seedling[] = "!PERSON! = MAN, WOMAN\nPERU_ [PER]\n+LIMA_\nANA_DIAZ_ [PERGOV 910101-931231] [PERELI >940101] ; so\n\t[PERGOV <001130]\nFERRY!PERSON! {FERRYMEN} [~GOV]\n";
    const char *rounds = getenv("NOISE_ROUNDS");
    uint64_t x = 88172645463325252u;
    for (int round = rounds ? atoi(rounds) : 150; round > 0; round--) {
        char text[sizeof seedling];
        size_t n = sizeof seedling - 1;
        memcpy(text, seedling, n);
        for (int i = 0; i < 1 + round % 9; i++) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17; /* Marsaglia 2003 */
            text[x % n] = round % 2 ? (char)(x >> 32) : "[]{}!+~_\n\t;<>-9A"[(x >> 32) % 16];
        }
        rows(text, round % 3 ? n : x % n, "people.tsv");
    }
    Buf big = {0};
    while (big.n < 1 << 20) buf_str(&big, "A_LONG_LINE_[PERGOV ");
    rows(big.p, big.n, "people.tsv");
    expect_told("actors.txt:1 ", "bytes long");
    buf_free(&big);
    rows("\0\0\xff[\0]", 6, "people.tsv");
    expect_told("actors.txt:1 ", "not text");
}

static int open_fixture(void **state) {
    (void)state;
    return make_fixture_dir() ? 0 : -1;
}

static int close_fixture(void **state) {
    static const char *const names[] = {"codes.tsv", "countries.tsv", "people.tsv", "agents.tsv", "actors.txt", "words.tsv"};
    char path[128];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        unlink(path);
    }
    return rmdir(dir);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates_of_an_office), cmocka_unit_test(test_a_code_without_a_date_fills_the_gaps),
        cmocka_unit_test(test_codes),              cmocka_unit_test(test_places_of_a_state),
        cmocka_unit_test(test_known_first_names_are_peoples), cmocka_unit_test(test_agents),
        cmocka_unit_test(test_mistakes_are_told_and_the_rest_goes_on), cmocka_unit_test(test_latin_1),
        cmocka_unit_test(test_noise),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
