#!/usr/bin/env python3
"""people_from_facts.py FACTS DATA: turns tables of who held which office when into DATA/people_wikidata.tsv and DATA/people_us.tsv.

FACTS holds officeholders.tsv, officeholders_entities.tsv (facts of Wikidata), us_legislators.tsv and us_diplomats.tsv; data/README.md names their sources and
licences. Rows that news hardly mentions are left out (prefects, mayors of towns, state secretaries), names and titles are written as news writes them, and what
DATA/people.tsv says already is not said again: that table is written by hand and goes first. A name that two people bear is told apart by what stands behind it in
brackets, which is no part of it. On standard error it says where the facts end a term that people.tsv leaves open.

A term without an end stays open, unless somebody else began in the same office, or the whole government has gone (CHANGED). An open term that is too old to be
true is left out."""
import collections, re, sys, unicodedata

# States whose whole government went after the facts were collected, and when.
CHANGED = dict(x.split(":") for x in """
GBR:2024-07-05 USA:2025-01-20 LBR:2024-01-22 AUS:2022-05-23 NZL:2023-11-27 SWE:2022-10-18 ITA:2022-10-22 BRA:2023-01-01 ARG:2023-12-10 POL:2023-12-13 PRT:2024-04-02
BGD:2024-08-05 LKA:2024-09-24 SEN:2024-04-02 KEN:2022-10-27 NGA:2023-05-29 GHA:2025-01-07 BWA:2024-11-01 MUS:2024-11-12 NER:2023-07-26 GAB:2023-08-30 SYR:2024-12-08
GTM:2024-01-14 PAN:2024-07-01 ECU:2023-11-23 PRY:2023-08-15 URY:2025-03-01 MEX:2024-10-01 MYS:2022-11-24 THA:2023-09-05 KOR:2025-06-04 PAK:2023-08-14
MDV:2023-11-17 TUR:2023-06-04 ISR:2022-12-29 LBN:2025-02-08 NLD:2024-07-02 BEL:2025-02-03 AUT:2025-03-03 FIN:2023-06-20 LTU:2024-12-12 SVK:2023-10-25
BGR:2023-06-06 MNE:2023-10-31 MKD:2024-06-23 ISL:2024-12-21 LUX:2023-11-17 FJI:2022-12-24 TLS:2023-07-01 JPN:2024-10-01 BFA:2022-09-30 MWI:2025-10-05
MOZ:2025-01-15 LSO:2022-10-28 MDG:2025-10-14 TTO:2025-05-01 SUR:2025-07-16 BOL:2025-11-08 CZE:2025-12-15""".split())

CODES = {"XKX": "KOS", "SUN": "RUS", "YUG": "SRB", "CSK": "CZE", "DDR": "DEU", "SCG": "SRB", "ANT": "NLD"}
ENTITIES = {"Abkhazia": ("GEO", "PRE"), "South Ossetia": ("GEO", "PRE"), "Artsakh": ("AZE", "PRE"), "Donetsk People's Republic": ("UKR", "PRE"),
            "Luhansk People's Republic": ("UKR", "PRE"), "Somaliland": ("SOM", "PRE"), "Scotland": ("GBR", ""), "international": ("UNO", "")}



def one_line(pattern):
    return re.compile(re.sub(r"\n\s*", "", pattern), re.I)


# ---- exclusions ----

LEFT_OUT = one_line(r"""prefect|intendant|captain.regent|county|provincial executive|landtag|caixa|\badvis[oe]r|counsel|principal private|number 10|lord of the treasury|\bwhip\b
    |vice.governor|district|first lady|city manager|secretary of state of |president of the province|information commissioner|knesset ceo|ombuds|auditor|cathaoirleach|leas-
    |leader of the (house|seanad|government)|deputy governor of|parliamentary (under|secretary)|^(assistant|state|under.?|undersecretary of) ?(secretary|minister|state)?( of| for| at| in|$)
    |vice president of the national people|ways and means|ways & means|flemish minister|sami parliament|lord mayor|metropolitan area|private secretary|policy unit|cabinet secretary of
    |inland revenue|episcopal|assisting the minister|executive committee|regional state administration|forensic|second president|military cabinet|civil cabinet|radio and television
    |deputy secretary of (agriculture|commerce|education|energy|health|housing|labor|the interior|transportation|veterans)|white house (cabinet|counsel)|deputy chief of staff
    |solicitor|paymaster|privy seal|economic secretary|financial secretary to|chief secretary to|lord lieutenant|commissioner for (fundamental|cultural)|science advis|in charge of special duties
    |^(deputy )?(director|director general|administrator|chairman|chairperson|head|president|commissioner|secretary) of (?!.*(intelligence|security|cia|fbi|police|central bank|bank of|reserve
    |defen[cs]e|army|navy|air force|armed|joint chiefs|state|senate|parliament|assembly|chamber|congress|council of ministers|presidency|verkhovna|duma|federation council|knesset|riksdag|supreme|constitutional
    |treasury|homeland|foreign|interior|energy|labor|labour|justice|finance|economy|health|education|agriculture|commerce|transport|trade|veterans|housing|environment|elect|atomic|nuclear|republic
    |government|catalonia|kurdistan|kuomintang|anti-corruption|prosecut|staff|council of state|national council|federal council|storting|riigikogu|cabinet|executive|people's))""")
# Only the governors and mayors of these states and cities are known abroad.
GOVERNED = "USA IND RUS NGA BRA MEX ARG PAK CHN UKR IDN PHL KEN VEN IRQ AFG IRN ZAF CAN AUS ESP DEU AUT CHE SDN SSD ETH SOM COL PER CHL TUR JPN MYS".split()
CITIES = """Tehran|Istanbul|Ankara|Izmir|Mumbai|Delhi|Karachi|Lahore|Moscow|Saint Petersburg|Kyiv|Kiev|Kharkiv|Odesa|Lviv|Mariupol|Melitopol|Beijing|Shanghai|Tokyo|Osaka|Seoul|Busan|Taipei|
    Kaohsiung|Hong Kong|Manila|Davao City|Jakarta|Bangkok|Sydney|London|Manchester|Paris|Marseille|Lyon|Berlin|Hamburg|Munich|Rome|Milan|Turin|Naples|Palermo|Madrid|Barcelona|Valencia|Lisbon|Porto|
    Athens|Budapest|Warsaw|Gdańsk|Prague|Vienna|Bucharest|Sofia|Belgrade|Zagreb|Sarajevo|Ljubljana|Skopje|Tirana|Tallinn|Riga|Vilnius|Minsk|Chișinău|Tbilisi|Yerevan|Baku|Almaty|Nur-Sultan|Astana|
    Tashkent|Bishkek|Ulaanbaatar|Brussels|Amsterdam|Rotterdam|The Hague|Copenhagen|Stockholm|Oslo|Helsinki|Reykjavík|Dublin|Jerusalem|Tel Aviv|Haifa|Nablus|Hebron|Ramallah|Gaza|Beirut|Tripoli|Cairo|Tunis|Algiers|Casablanca|
    Lagos|Nairobi|Johannesburg|Cape Town|Harare|Kampala|Accra|Dakar|Antananarivo|New York City|Chicago|Los Angeles|Houston|Washington|Philadelphia|San Francisco|Toronto|Montreal|Vancouver|Ottawa|
    Mexico City|Bogotá|Medellín|Caracas|Quito|Guayaquil|Lima|La Paz|Santiago|Buenos Aires|São Paulo|Rio de Janeiro|Brasília|Asunción|Montevideo|San Salvador|Guatemala City|San José|Panama City|
    Port-au-Prince|Havana|Port Moresby|Auckland|Wellington|Christchurch|Colombo|Kathmandu|Dhaka|Kabul|Kandahar"""
CITY = re.compile(r"^(?:mayor|äkim|akim) of (?:the )?(" + "|".join(c.strip() for c in CITIES.replace("\n", "").split("|")) + r")$", re.I)
# Only ambassadors of the first group and ambassadors to the second are in the news.
SENDERS = "RUS CHN ISR IRN GBR FRA UKR TUR IND DEU PRK".split()
POSTS = re.compile(r"(?i)united states|russia|china|britain|united kingdom|france|germany|ukraine|israel|iran|syria|india|japan|korea|turkey|european union|nato|atlantic|united nations|saudi|afghan"
                   r"|iraq|libya|venezuela|cuba|pakistan|egypt|palestin|taiwan|sudan|holy see|african union|ethiopia|geneva|belarus|lebanon")
GREAT = re.compile(r"foreign|external|defen[cs]e|interior|internal|home affairs|finance|security|police|intelligence|justice", re.I)

# ---- offices: their names in news, and their sectors ----

PLAIN = [  # the name of an office in the facts, and in news
    (r"^(?:federal |union |cabinet )?minister (?:of|for) (?:foreign|external) (?:affairs|relations)\b.*|^minister of foreign and .*|^federal minister of european and international affairs|^secretary (?:of|for) foreign (?:affairs|relations)$|^minister for europe and foreign affairs.*|^minister of (?:europe and )?(?:external|foreign) .*", "Foreign Minister"),
    (r"^secretary of state for foreign.*|^foreign secretary$", "Foreign Secretary"),
    (r"^(?:federal |union )?minister (?:of|for) (?:national |state |people's )?defen[cs]e\b.*|^minister of the? ?armed forces.*|^secretary of (?:national )?defen[cs]e$|^secretary of state for defence$|^defen[cs]e minister$", "Defence Minister"),
    (r"^(?:federal )?minister (?:of|for) (?:the )?(?:interior|internal affairs|home affairs|internal security)\b.*|^secretary of the interior and local government$", "Interior Minister"),
    (r"^secretary of state for the home department$|^home secretary$", "Home Secretary"),
    (r"^(?:federal )?minister (?:of|for) (?:the )?(?:public )?financ(?:e|es)\b.*|^minister of economy and finance.*|^minister of the economy.*financ.*|^minister of the treasury$", "Finance Minister"),
    (r"^(?:federal )?minister (?:of|for) justice\b.*|^minister of law\b.*|^secretary of state for justice$|^minister of justice.*", "Justice Minister"),
    (r"^(?:federal )?minister (?:of|for) (?:public )?health\b.*|^secretary of state for health.*", "Health Minister"),
    (r"^(?:federal )?minister (?:of|for) (?:national |basic |general |public )?education\b.*|^secretary of state for education.*", "Education Minister"),
    (r"^(?:federal )?minister (?:of|for) agriculture\b.*", "Agriculture Minister"),
    (r"^(?:federal )?minister (?:of|for) (?:the )?environment\b.*", "Environment Minister"),
    (r"^minister (?:of|for) (?:petroleum|oil)\b.*", "Oil Minister"),
    (r"^minister (?:of|for) (?:the )?(?:national )?economy\b.*|^minister (?:of|for) economic (?:affairs|development)\b.*", "Economy Minister"),
    (r"^minister (?:of|for) (?:foreign |external |international )?trade\b.*", "Trade Minister"),
    (r"^minister (?:of|for) transport(?:ation|s)?\b.*", "Transport Minister"),
    (r"^minister (?:of|for) labou?r\b.*", "Labour Minister"),
    (r"^minister (?:of|for) information\b(?! tech| and comm).*", "Information Minister"),
    (r"^minister (?:of|for) (?:state |national |public )?security\b.*", "Security Minister"),
    (r"^minister (?:of|for) emergency.*", "Emergencies Minister"),
    (r"^(?:federal )?minister (?:of|for) (energy|culture|tourism|industry|commerce|communications|mines|mining|planning|housing|sports?|youth|science|labour|water|works|railways|aviation|fisheries|immigration|power|intelligence|unification|reconstruction|refugees|women|gender|development|investment|infrastructure|employment|telecommunications)$", r"\1 Minister"),
    (r"^deputy minister (?:of|for) (?:foreign|external) affairs.*|^vice minister of foreign affairs.*", "Deputy Foreign Minister"),
    (r"^deputy minister (?:of|for) (?:national )?defen[cs]e.*|^vice minister of (?:national )?defen[cs]e.*", "Deputy Defence Minister"),
    (r"^deputy minister (?:of|for) (?:the )?(?:interior|internal affairs).*", "Deputy Interior Minister"),
    (r"^deputy minister (?:of|for) finance.*", "Deputy Finance Minister"),
    (r"^chairman of the cabinet of ministers.*|^(?:federal )?prime minister$|^taoiseach$|^premier of the state council$", "Prime Minister"),
    (r"^tánaiste$|^vice.prime minister$|^vice prime minister$", "Deputy Prime Minister"),
    (r"^vice.president$", "Vice President"), (r"^vice.chancellor$", "Vice Chancellor"),
    (r"^permanent representative to the united nations$|^ambassador to the united nations$|^permanent representative of .* to the united nations$", "Ambassador to the United Nations"),
    (r"^(?:ambassador|high commissioner|commissioner) (?:extraordinary and plenipotentiary )?to (?:the )?(?:united states of america|united states)\b.*", "Ambassador to the United States"),
    (r"^(?:ambassador|high commissioner) to (?:the )?united kingdom.*", "Ambassador to Britain"),
    (r"^(?:ambassador|high commissioner) to (?:the )?(?:republic of korea|south korea)$", "Ambassador to South Korea"),
    (r"^(?:ambassador|high commissioner) to (.*)", r"Ambassador to \1"), (r"^ambassador of .* to (.*)", r"Ambassador to \1"), (r"^ambassador of .*", "Ambassador"),
    (r"^permanent representative to (.*)", r"Ambassador to \1"),
    (r"^(?:chief |president )?(?:justice|judge) (?:of|at) the supreme court.*|^supreme court (?:justice|judge)$|^judge of the supreme court$", "Supreme Court Justice"),
    (r"^(?:president|chief justice) of the supreme court$|^chief justice$|^chief justice of .*", "Chief Justice"),
    (r"^attorney.general$", "Attorney General"), (r"^prosecutor.general.*|^general prosecutor$|^public prosecutor.*", "Prosecutor General"),
    (r"^governor of the (?:central|national|reserve) bank.*|^(?:president|chairman) of the (?:central|national) bank.*|^governor of the (?:people's )?bank.*|^governor of the federal reserve.*", "Central Bank Governor"),
    (r"^(?:speaker|president|chairman|chairperson|chair|marshal) of (?:the )?(?:national |federal |people's |legislative |islamic consultative |grand national )*(?:parliament|assembly|congress|knesset|verkhovna rada|sejm|seimas|saeima|folketing|storting|riigikogu|riksdag|supreme council|milli majlis|national council|jatiya sangsad|lok sabha|congress of deputies|chamber of deputies|house of representatives|chamber of representatives|house of commons|council of representatives|majlis|state great khural|moldovan parliament)$", "Speaker of Parliament"),
    (r"^(?:chief of (?:the )?general staff).*|^chief of the national defence general staff$|^head of the general staff$", "Chief of the General Staff"),
    (r"^chief of (?:the )?army staff.*|^chief of (?:the )?(?:staff of the )?army.*|^commander of the army$|^commander of the land forces$", "Army Chief"),
    (r"^chief of (?:the )?naval (?:staff|operations).*|^chief of (?:the )?navy.*|^commander of the navy$", "Navy Chief"),
    (r"^chief of (?:the )?air (?:staff|force).*|^chief of (?:the )?(?:staff of the )?air force.*|^commander of the air force$", "Air Force Chief"),
    (r"^chief of (?:the )?defen[cs]e(?: staff| forces?)?$", "Chief of the Defence Staff"),
    (r"^commissioner of police$|^chief of the national police$|^inspector.general of police.*|^police commander-in-chief$|^national (?:chief of police|police chief|police commissioner)$|^chief of police$|^director general of the national police$", "Police Chief"),
    (r"^leader of the opposition$", "Opposition Leader"),
    (r"^national security advis[oe]r.*", "National Security Adviser"),
    (r"^secretary of state$", "Secretary of State"), (r"^secretary of the treasury$", "Treasury Secretary"),
    (r"^secretary of (homeland security|commerce|energy|labor|education|agriculture|transportation|veterans affairs|the interior|the navy|the army|the air force)$", r"\1 Secretary"),
    (r"^ceann comhairle$", "Speaker of Parliament"), (r"^governor.general$", "Governor General"), (r"^government spokesperson$", "Government Spokesman"),
    (r"^(?:äkim|akim) of (.*)", r"Mayor of \1"), (r"^monarch$|^monarch of .*|^druk gyalpo.*", "King"),
]
PLAIN = [(re.compile(p, re.I), t) for p, t in PLAIN]
DEFENCE = "Defence Defense".split()

SECTORS = [
    (r"\bjustice minister|attorney general|minister of justice|law minister|lord chancellor|minister .*justice", "GOV|JUD"),
    (r"justice|judge|\bcourt\b|prosecut", "JUD"),
    (r"international court", "JUD"),
    (r"defen[cs]e (minister|secretary)|minister .*(defen[cs]e|armed forces|military)|secretary .*(navy|army|air force)$|(navy|army|air force) secretary|deputy secretary of defen", "GOV|MIL"),
    (r"secretary of the (army|navy|air force)", "GOV|MIL"),
    (r"national security adv|security council|homeland security|security secretary|security minister", "GOV"),
    (r"director of national intelligence|\bcia\b|intelligence|security service|secret service|state security(?! minister)|kgb", "SPY"),
    (r"police|gendarmerie|carabinieri|\bfbi\b", "COP"),
    (r"chief of .*(staff|defence|defense|army|navy|naval|air|forces|joint)|army chief|navy chief|air force|commander|commandant|joint chiefs|armed forces|marines?\b|general staff|revolutionary guard|joint staff", "MIL"),
    (r"speaker|president of (the )?(senate|chamber|house|national assembly|assembly|parliament|congress|legislative)|chairman of the (federation council|state duma|national assembly)|marshal of|federation council|state duma|senator|representative$|house of councillors|council of states|senate", "LEG"),
    (r"opposition leader", "PTY|OPP"),
    (r"kuomintang|leader of (renamo|the party)|party leader|party$", "PTY"),
    (r"health", "GOV|MED"), (r"agricultur|fisher|forest", "GOV|AGR"), (r"education|universit", "GOV|EDU"),
]
SECTORS = [(re.compile(p, re.I), s) for p, s in SECTORS]
NOT_STAFF = re.compile(r"chief of staff (of|to) (the )?(president|prime|vice|white)|white house|downing|presiden", re.I)
MANY = re.compile(r"justice$|judge|deputy prime|member|ambassador$|vice.premier|vice president|state councilor|deputy|minister without|minister of state|senior minister|secretary$|first deputy|high commissioner$", re.I)
AS_THEY_ARE = one_line(r"""minister|president|premier|chancellor|secretary|governor|mayor|ambassador|speaker|justice|judge|prosecutor|attorney general|chief|commander|marshal|king|queen|emir|sultan|ruler|
    crown prince|grand duke|emperor|leader|high representative|chair|head of|police|director|spokes|commissioner|monarch|secretary.general|administrator|treasurer|trade representative|member of the presidency
    |federal council|general secretary|sovereignty council|inspector general|commandant|envoy|comptroller""")


def sectors_of(title):
    if NOT_STAFF.search(title):
        return "GOV"
    for pattern, sectors in SECTORS:
        if pattern.search(title):
            return sectors
    return "GOV"


def titled(words):
    return " ".join(w if w.islower() and w in ("of", "the", "and", "for", "to", "in", "at", "with", "on") else w[:1].upper() + w[1:] for w in words.split(" "))


def to_state(title):
    """Ambassador to the Russian Federation: to Russia."""
    m = re.match("(Ambassador to )(?:the )?(.*)", title)
    state = m and STATES.get(folded(m.group(2)))
    return m.group(1) + state if state else title


def office_of(code, raw):
    """The title used in news, or None for an excluded office."""
    raw = re.sub(r"\s+", " ", raw.replace("Defense", "Defence")).strip()
    city = CITY.match(raw)
    if city:
        return "Mayor of " + city.group(1)
    if re.match(r"(?i)mayor|äkim|akim|lord mayor", raw) or LEFT_OUT.search(raw):
        return None
    if re.match(r"(?i)ambassador|high commissioner|permanent rep", raw) and code not in SENDERS and not POSTS.search(raw):
        return None
    if re.match(r"(?i)lieutenant.governor", raw) and code != "IND":
        return None
    if re.match(r"(?i)(governor|chief minister|premier|president|head|minister-president|chairman|speaker|deputy .*|attorney.general) of (the )?\S", raw) and not AS_PLAIN(raw):
        if code not in GOVERNED or re.match(r"(?i)(speaker|deputy (?!prime|minister|secretary|chief of|head of the pres|director|speaker of the (house|national|state)))", raw):
            return None
    if re.match(r"(?i)(first |junior )?(state secretary|secretary of state$|secretary of state (of|at|to) )", raw) and code not in ("USA", "VAT"):
        return None
    if re.match(r"(?i)secretary of state for ", raw) and code != "GBR" and not GREAT.search(raw):
        return None
    for pattern, title in PLAIN:
        m = pattern.match(raw)
        if m:
            return to_state(titled(m.expand(title)))
    if not AS_THEY_ARE.search(raw):
        return None
    if re.match(r"(?i)deputy minister|minister delegate|minister of state|vice minister|associate minister|secretary of state (to|in charge)|undersecretary|state minister|first deputy minister", raw) and not GREAT.search(raw):
        return None
    raw = re.sub(r"^(?:Federal |Union )?Minister (?:of|for) (?:the )?([A-Z]\w+(?: (?!and\b)[A-Z]\w+)?)$", r"\1 Minister", raw)
    return titled(raw) if len(raw) <= 70 else titled(re.split(r", | and ", raw)[0])


def AS_PLAIN(raw):
    """Whether an office "of" something is still a national one."""
    return any(p.match(raw) for p, _ in PLAIN) or re.search(r"(?i)senate|parliament|assembly$|chamber|house of|congress|government|council|republic$|state$|presidency|bank|staff|treasury|general secretariat", raw)


# ---- names ----

NICKNAMES = dict(x.split(":") for x in """William:Bill Robert:Bob Thomas:Tom James:Jim Michael:Mike Joseph:Joe Edward:Ed Daniel:Dan Stephen:Steve Steven:Steve Christopher:Chris Gregory:Greg
Ronald:Ron Donald:Don Kenneth:Ken Timothy:Tim Benjamin:Ben Samuel:Sam Patrick:Pat Matthew:Matt Anthony:Tony Andrew:Andy Peter:Pete Jeffrey:Jeff Lawrence:Larry Gerald:Jerry Walter:Walt Albert:Al
Frederick:Fred Raymond:Ray Nicholas:Nick Elizabeth:Liz Katherine:Kathy Deborah:Debbie Cynthia:Cindy Charles:Charlie David:Dave Douglas:Doug Leonard:Len Philip:Phil Phillip:Phil Richard:Dick
Bill:William Bob:Robert Tom:Thomas Jim:James Mike:Michael Joe:Joseph Ed:Edward Dan:Daniel Steve:Steven Chris:Christopher Greg:Gregory Ron:Ronald Ken:Kenneth Tim:Timothy Ben:Benjamin Sam:Samuel
Matt:Matthew Tony:Anthony Jeff:Jeffrey Nick:Nicholas Dave:David Doug:Douglas Phil:Philip Dick:Richard Chuck:Charles""".split())
ENGLISH = "USA GBR CAN AUS NZL IRL".split()
SPANISH = "ESP MEX GTM HND SLV NIC CRI PAN COL VEN ECU PER BOL CHL ARG URY PRY CUB DOM".split()
PORTUGUESE = "PRT BRA AGO MOZ CPV GNB STP TLS".split()
ARAB = "SAU ARE QAT KWT BHR OMN YEM IRQ SYR LBN JOR PSE EGY LBY TUN DZA MAR SDN MRT AFG SOM DJI COM".split()
GERMAN = "DEU AUT CHE LIE LUX".split()
# People known by a single name.
ONE_NAME = "Akihito Naruhito Siddaramaiah Mayawati Moeldoko Pratikno Mardiyanto Mahyeldi".split()
HONOURS = re.compile(r"^(?:Sir|Dame|Dr\.?|Haji|Hajji|Datuk|Dato'?|Dato’|Tun|Professor|Prof\.?|Shaikh|Sheikh|Prince|Princess|Ambassador|General|Gen\.|Hon\.?|Mr\.?|Mrs\.?|Admiral|Major General|Brigadier General|Colonel)\s+(?=\S+\s+\S)")
LATIN = re.compile(r"^[A-Za-z\u00c0-\u024f\u1e00-\u1eff'’‘ʻʿʼ`. -]+$")


def folded(name):
    """A key that two spellings of the same name share."""
    name = unicodedata.normalize("NFKD", name.replace("ø", "o").replace("đ", "d").replace("ı", "i").replace("ł", "l").replace("ə", "e").replace("ß", "ss").replace("æ", "ae"))
    name = "".join(c for c in name if not unicodedata.combining(c)).lower()
    name = re.sub(r"['’‘ʻʿʼ`.]", "", name)
    return tuple(w for w in re.split(r"[ -]+", name) if w)


def key_of(name):
    return tuple(SPELLING.get(w, w) for w in folded(name) if len(w) > 1 or len(folded(name)) < 3)


def clean(name):
    """(name, other names), or None if it cannot be parsed."""
    others = []
    name = re.sub(r"\s+", " ", name.replace("\u00a0", " ")).strip()
    for nick in re.findall(r'["“(]([A-Z]\w+)["”)]', name):
        others.append(nick)
    name = re.sub(r'\s*["“(][^"”)]*["”)]', "", name)
    peer = re.search(r",.*\b(Baron(?:ess)?|Lord|Viscount|Earl|Marquess) (?:of )?([\w'-]+(?: [A-Z][\w'-]+)?)", name)
    name = re.sub(r",.*", "", name)
    name = re.sub(r"\s+(?:Jr|Sr)\.?$|\s+I{2,3}$|\s+IV$", "", name)
    while HONOURS.match(name):
        name = HONOURS.sub("", name)
    if not LATIN.match(name):
        return None
    words = name.split(" ")
    kept = [w for i, w in enumerate(words) if i == 0 or not re.fullmatch(r"[A-Z]\.?", w) or i == len(words) - 1]
    if re.fullmatch(r"(?:[A-Z]\.? ?)+", " ".join(kept[:1])) and len(words) > 2:  # A. K. Antony
        head = [w for w in words if re.fullmatch(r"(?:[A-Z]\.)+|[A-Z]", w)]
        rest = [w for w in words if w not in head]
        initials = "".join(w.replace(".", "") for w in head)
        kept = [".".join(initials) + "."] + rest
        others_full = " ".join(c + "." for c in initials) + " " + " ".join(rest)
        name = " ".join(kept)
        return (name, [others_full] + ([initials + " " + " ".join(rest)] if len(initials) > 1 else [])) if rest else None
    name = " ".join(kept)
    if len(re.split(r"[ -]", name)) < 2 and name not in ONE_NAME:
        return None
    result = [n + " " + name.split(" ")[-1] for n in others if n != name.split(" ")[0]]
    if peer:
        result.append(("Baroness " if peer.group(1) == "Baroness" else "Lord ") + peer.group(2))
    return name, result


def variants(code, name, given):
    """Other spellings of a name in news."""
    words, out = name.split(" "), []
    if code in ENGLISH and words[0] in NICKNAMES:
        out.append(" ".join([NICKNAMES[words[0]]] + words[1:]))
    if code in ENGLISH and len(words) == 3 and words[1] not in ("de", "van", "von", "la", "le", "Mc", "St."):
        out.append(words[0] + " " + words[2])
    particles = {"de", "del", "la", "los", "las", "da", "dos", "do", "y", "e", "van", "von", "bin", "ibn", "al", "Al"}
    if code in SPANISH and len(words) == 3 and not particles & set(words) and words[1] not in given:
        out.append(words[0] + " " + words[1])
    if code in SPANISH and len(words) == 4 and not particles & set(words):
        out.append(" ".join(words[:3]))
        out.append(words[0] + " " + words[2])
    if code in PORTUGUESE and len(words) >= 4:
        out.append(words[0] + " " + " ".join(words[-2:] if words[-2] in particles else words[-1:]))
    if code in GERMAN and re.search("[äöüÄÖÜ]", name):
        out.append(re.sub("[äöüÄÖÜ]", lambda m: {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}[m.group()], name))
    if code == "KAZ" and re.search("[qQjJ]", name):
        out.append(re.sub("q", "k", re.sub("j", "zh", re.sub("J", "Zh", name.replace("Q", "K")))))
    if code in ARAB:
        spaced = re.sub(r"\bAbd(?:ul|el|al|ur|er|ar|us|ool)?[ -]?(?:al|el|ul|ur|ar|er)?[ -](?=[A-Z])", "Abdul ", name)
        if spaced != name:
            out.append(spaced)
        out += [re.sub(r"\b(Abd[ue][lr]) ([A-Z])", lambda m: m.group(1) + m.group(2).lower(), n) for n in [spaced] if re.search(r"\bAbd[ue][lr] [A-Z]", n)]
        bare = re.sub(r"\b[aAeE][lsnrdtz]h?-(?=[A-Z])", "", name)
        if bare != name and len(bare.split(" ")) > 1:
            out.append(bare)
        family = re.match(r"(.+? (?:bin|ibn|bint) [\w'-]+(?: \w+)?) [Aa]l[- ][A-Z][\w'-]+$", name)
        if family:
            out.append(family.group(1))
    if len(words) == 3 and re.search(r"(ovich|evich|ovych|yevich|ovna|evna)$", words[1]):
        out.append(words[0] + " " + words[2])
    return [o for o in dict.fromkeys(out) if o != name and len(re.split(r"[ -]", o)) > 1]


# ---- tables ----


def rows(path):
    with open(path, encoding="utf-8") as f:
        lines = [l.rstrip("\n") for l in f if l.strip() and not l.startswith("#")]
    columns = lines[0].split("\t")
    return [dict(zip(columns, l.split("\t") + [""] * len(columns))) for l in lines[1:]]


def first_day(date):
    return (date + "-00-00")[:10] if len(date) < 10 else date


def last_day(date):
    return (date + "-99-99")[:10] if date and len(date) < 10 else date or "9999"


Term = collections.namedtuple("Term", "person code name others gender office sectors start end raw changes")


def terms_of_states(facts):
    out = []
    for r in rows(facts + "/officeholders.tsv"):
        code = CODES.get(r["country"], r["country"])
        office, named = office_of(code, r["office"]), clean(r["person"])
        if not office or not named or not (r["start"] or r["end"]):
            continue
        sectors = sectors_of(office)
        changes = bool(re.search(r"(?i)minister|secretary|government spokes|premier$", r["office"])) and "ambassador" not in r["office"].lower()
        out.append(Term(r["wikidata"] or r["person"], code, named[0], named[1], r["gender"], office, sectors, r["start"], r["end"], r["office"], changes))
    return out


def terms_of_entities(facts):
    out = []
    for r in rows(facts + "/officeholders_entities.tsv"):
        if r["entity"] not in ENTITIES:
            continue
        code, sector = ENTITIES[r["entity"]]
        named = clean(r["person"])
        if not named or not (r["start"] or r["end"]):
            continue
        office = r["office"]
        if r["entity"] == "international":
            if "Council of Europe" in office or "OSCE" in office or "Arab Parliament" in office or "World Trade" in office:
                code = "IGO"
            if "Permanent Representative" in office:
                continue
            sectors = "JUD" if "Court" in office else ""
        else:
            office = office_of("RUS", office)
            if not office or (r["entity"] == "Scotland" and not re.search("First|Justice|Health|Finance|Lord Advocate", office)):
                continue
            if r["entity"] == "Scotland":
                office = office.replace("First Minister", "First Minister of Scotland") if office.endswith("First Minister") else "Scottish " + office
            elif office in ("President", "Prime Minister"):
                office += " of " + r["entity"]
            sectors = "|".join([sector] * bool(sector) + [s for s in sectors_of(office).split("|")])
        out.append(Term(r["wikidata"] or r["person"], code, named[0], named[1], r["gender"], office, sectors, r["start"], r["end"], r["entity"] + r["office"], False))
    return out


def close(terms):
    """Ends open terms at the start of the successor's or the end of a government; drops open terms that are too old."""
    of_office = collections.defaultdict(list)
    for t in terms:
        if t.start:
            of_office[t.code, t.raw.lower()].append(t)
    out = []
    for t in terms:
        end = t.end
        if not end and not MANY.search(t.raw):
            later = [u.start for u in of_office[t.code, t.raw.lower()] if u.person != t.person and first_day(u.start) > first_day(t.start)]
            end = min(later, key=first_day) if later else ""
        if not end and t.changes and t.code in CHANGED and t.start < CHANGED[t.code]:
            end = CHANGED[t.code]
        monarch = re.search(r"(?i)king|emir|sultan|ruler|grand duke|emperor|crown|monarch|supreme leader", t.office)
        oldest = "2016" if t.office.startswith("Ambassador") else "2010"
        if not end and t.start < oldest and not monarch:
            continue
        if last_day(end) < "1990" or (end and t.start and first_day(t.start) > last_day(end)):
            continue
        out.append(t._replace(end=end))
    return out


def legislators(facts):
    """Merges a member's consecutive terms in one chamber."""
    spells = collections.defaultdict(list)
    for r in rows(facts + "/us_legislators.tsv"):
        spells[r["bioguide"], r["office"]].append(r)
    out = []
    for (person, office), terms in spells.items():
        terms.sort(key=lambda r: r["start"])
        merged = []
        for r in terms:
            if merged and merged[-1][1][:4] >= str(int(r["start"][:4]) - 0)[:4] and merged[-1][1] >= str(int(r["start"][:4]) - 1) + "-06":
                merged[-1][1] = r["end"] if r["end_basis"] != "scheduled" else ""
            else:
                merged.append([r["start"], r["end"] if r["end_basis"] != "scheduled" else ""])
        named = clean(terms[-1]["person"])
        for start, end in merged:
            if named and last_day(end) >= "1990":
                out.append(Term("us:" + person, "USA", named[0], named[1], terms[-1]["gender"], office, "LEG", start, end, office, False))
    return out


def diplomats(facts, name_of):
    out = []
    for r in rows(facts + "/us_diplomats.tsv"):
        if r["start"] < "1989" or r["kind"] == "department" and not re.search("(?i)^(secretary|deputy secretary|under secretary|assistant secretary) ", r["role"]):
            continue
        if re.search("(?i)rome|montreal|paris|peace corps|protocol|career|interim|principal officer|nairobi|inter-american|chargé", r["role"]):
            continue
        named = clean(r["person"])
        if not named or (not r["end"] and r["start"] < "2019"):
            continue
        if r["kind"] == "country":
            country = name_of.get(CODES.get(r["post_country"], r["post_country"]))
            if not country:
                continue
            office = to_state("Ambassador to " + country)
        else:
            office = re.sub(r", with .*| \(.*|of the U\.?S\.?A\.? |U\.S\. ", "", r["role"])
            office = re.sub("^(?:Permanent )?Representative (?:of the United States of America )?to the ", "Ambassador to the ", office)
            office = re.sub("^Permanent Representative on the Council of the North Atlantic Treaty Organization", "Ambassador to NATO", office)
        words = named[0].split(" ")
        others = named[1] + ([words[0] + " " + words[-1]] if len(words) > 2 else [])
        out.append(Term("us:" + "".join(folded(named[0])), "USA", named[0], others, "", office, "GOV", r["start"], r["end"], office, False))
    return out


# ---- one person, one name ----


def read_hand(path):
    """key -> [(name, code, gender, office, from, to, line)] of the hand-written table, under every name of two or more words."""
    hand, by_name = collections.defaultdict(list), collections.defaultdict(list)
    with open(path, encoding="utf-8") as f:
        for n, l in enumerate(f, 1):
            if l.startswith("#") or l.startswith("code\t") or not l.strip():
                continue
            c = (l.rstrip("\n").split("\t") + [""] * 8)[:8]
            by_name[c[1]].append((c[0], c[4], c[6], c[7], n))
            for name in [c[1]] + c[2].split("|"):
                k = key_of(name)
                if len(k) > 1 and c[1] not in hand[k]:
                    hand[k].append(c[1])
    return hand, by_name


def years(start, end):
    return int((start or end)[:4]), int((end or "2026")[:4])


def same_person(terms, hand_rows):
    codes, hand_codes = {t.code for t in terms}, {r[0] for r in hand_rows}
    none = {"UNO", "IGO", "EUR", "NGO", "IMG", ""}
    if not (codes & hand_codes or codes <= none or hand_codes <= none):
        return False
    spans = [years(t.start, t.end) for t in terms if t.start or t.end]
    hand_spans = [years(r[2] or r[3] or "1990", r[3]) for r in hand_rows]
    return min(abs(a[0] - b[0]) for a in spans for b in hand_spans) <= 30


def is_said(t, hand_rows):
    """Whether the hand-written table has this term, by title or by dates."""
    a, b = first_day(t.start), last_day(t.end)
    for code, office, start, end, _ in hand_rows:
        if code != t.code:
            continue
        c, d = first_day(start), last_day(end)
        overlap = a <= d and c <= b
        if overlap and (office == t.office or {office, t.office} in SAME_OFFICE):
            return True
        if start[:4] == t.start[:4] and end[:4] == t.end[:4] and overlap and t.end:
            return True
    return False


SAME_OFFICE = [set(x) for x in [("Foreign Minister", "Foreign Secretary"), ("Defence Minister", "Defense Secretary"), ("Prime Minister", "Chancellor"), ("Army Chief", "Chief of Army Staff"),
                                ("Senator", "Minority Leader"), ("Interior Minister", "Home Secretary")]]


def is_same_american(a, b, code):
    """Whether two records with the same name are the same person: members of Congress with different numbers are not."""
    numbered = [bool(re.match(r"us:[A-Z]\d{6}$", p)) for p in (a, b)]
    return code == "USA" and not a.endswith(" ") and not all(numbered) and (a.startswith("us:") or b.startswith("us:"))


def tell_open(t, hand_rows, name):
    for code, office, start, end, line in hand_rows:
        if code == t.code and office == t.office and not end and t.end and first_day(start)[:4] == t.start[:4]:
            print(f"people.tsv:{line}: {name}, {office}: ended {t.end}", file=sys.stderr)


def known_phrases(data):
    """Names that already refer to somebody or something else."""
    out = set()
    for table, columns in (("countries.tsv", ("name", "names", "capital", "seats", "people")), ("organisations.tsv", ("name", "names")), ("agents.tsv", ("phrase", "names"))):
        for r in rows(data + "/" + table):
            for c in columns:
                out |= {folded(p) for p in r[c].split("|")}
    titles = {folded(p)[0] for r in rows(data + "/agents.tsv") if r["kind"] in ("office", "rank", "modifier", "person") for p in (r["phrase"] + "|" + r["names"]).split("|") if len(folded(p)) == 1}
    return out, titles


def main():
    facts, data = sys.argv[1], sys.argv[2]
    for r in rows(data + "/spelling.tsv"):
        SPELLING[r["variant"]] = r["same_as"]
    hand, by_name = read_hand(data + "/people.tsv")
    phrases, titles = known_phrases(data)
    codes = {r["code"] for r in rows(data + "/countries.tsv")} | {"UNO", "IGO", "EUR"}
    for r in rows(data + "/countries.tsv"):
        if r["kind"] == "state":
            for n in [r["name"]] + r["names"].split("|"):
                STATES.setdefault(folded(n), {"United Kingdom": "Britain", "United States": "the United States"}.get(r["name"], r["name"]))
    name_of = {r["code"]: r["name"] for r in reversed(rows(data + "/countries.tsv")) if r["kind"] == "state"}
    state_terms = close(terms_of_states(facts) + terms_of_entities(facts))
    us_terms = legislators(facts) + diplomats(facts, name_of)
    given = collections.Counter(t.name.split(" ")[0] for t in state_terms)
    given = {w for w, n in given.items() if n >= 4}
    taken = collections.defaultdict(list)  # key of a name: the people with this name, and how they are called
    for table, terms in (("people_wikidata.tsv", state_terms), ("people_us.tsv", us_terms)):
        people = collections.OrderedDict()
        for t in terms:
            if t.code in codes:
                people.setdefault(t.person, []).append(t)
        out = []
        for person, held in people.items():
            name, code = held[0].name, held[0].code
            others = [o for t in held for o in t.others] + [v for n in {t.name for t in held} | {name} for v in variants(code, n, given)]
            k = key_of(name)
            known = next((n for form in [name] + others for n in hand.get(key_of(form), []) if same_person(held, by_name[n])), None)
            if not known and (folded(name) in phrases or (folded(name)[0] in titles and folded(name)[0] not in KEPT_FIRST)):
                continue
            if known:
                others = [o for o in [name] + others if key_of(o) != key_of(known)]
                shown = known
            else:
                shown = next((s for other, s in taken[k] if other == person or is_same_american(other, person, code)), None)
                if not shown:
                    among = {s for _, s in taken[k]} | set(hand.get(k, []))
                    forms = [name, f"{name} ({name_of.get(code, code)})", f"{name} ({held[0].office}, {name_of.get(code, code)})", f"{name} ({held[0].office}, {held[0].start[:4]})"]
                    shown = next((f for f in forms if f not in among and not (f == name and among)), None)
                if not shown:
                    continue
            taken[k].append((person if code == "USA" else person + " ", shown))
            kept_others = list(dict.fromkeys(o for o in others if key_of(o) != key_of(name) and folded(o) not in phrases and folded(o)[0] not in titles - KEPT_FIRST))[:5]
            if known:
                kept_others = [o for o in dict.fromkeys(others) if folded(o) not in phrases and key_of(o) not in {kk for kk in hand if known in hand[kk]}][:5]
            gender = {"male": "m", "female": "f"}.get(held[0].gender, "")
            said, before = set(), len(out)
            for t in sorted(held, key=lambda t: first_day(t.start)):
                if known:
                    tell_open(t, by_name[known], known)
                    if is_said(t, by_name[known]):
                        continue
                if (t.office, t.start) in said or (t.office, t.end) in said and t.end:
                    continue
                said |= {(t.office, t.start), (t.office, t.end)}
                out.append((t.code, shown, "|".join(kept_others), gender, t.office, t.sectors, t.start, t.end))
                kept_others = []
            if known and kept_others and len(out) == before:  # a row only for its names
                t = held[-1]
                out.append((t.code, shown, "|".join(kept_others), gender, t.office, t.sectors, t.start, t.end))
        out.sort(key=lambda r: (r[0], folded(r[1]), first_day(r[6])))
        write(data + "/" + table, table, out)


HEAD = {
    "people_wikidata.tsv": "# Who held which office when, in all states: facts of Wikidata (CC0), made into rows by tools/people_from_facts.py. Do not edit: correct people.tsv, which goes first.\n",
    "people_us.tsv": "# Members of the Congress of the United States and its diplomats: facts of unitedstates/congress-legislators and HistoryAtState/pocom (CC0), made into rows by\n"
    "# tools/people_from_facts.py. Do not edit: correct people.tsv, which goes first.\n",
}
SPELLING, STATES = {}, {}
# First names that are also words for offices.
KEPT_FIRST = set("dean justice judge earl pastor marshal may major bishop".split()) - {"major", "bishop", "judge", "justice"}


def write(path, table, out):
    with open(path, "w", encoding="utf-8") as f:
        f.write(HEAD[table] + "# What stands in brackets behind a name tells people of one name apart. The columns are those of people.tsv.\n")
        f.write("code\tname\tnames\tgender\toffice\tsectors\tfrom\tto\n")
        for r in out:
            f.write("\t".join(r).rstrip("\t") + "\n")
    print(f"{path}: {len(out)} terms of {len({r[1] for r in out})} people", file=sys.stderr)


if __name__ == "__main__":
    main()
