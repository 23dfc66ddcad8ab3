"""Layouts that nobody looks at: written before any reader was run on them, scored as sums, never mended for. Add new ones to layouts.py."""
import datetime


def joomla(s):
    s.authors = s.people[:1]
    return f"""{s.head("%s", '<meta name="generator" content="Joomla! - Open Source Content Management">', og=False)}<body class="site com_content view-article"><div class="body"><div class="container"><header class="header"><a class="brand" href="/"><span class="site-title">{s.site}</span></a></header>
<div class="row-fluid"><div id="sidebar" class="span3"><div class="moduletable"><h3>{s.words("popular")[0]}</h3><ul class="mostread">{s.links([t for t, _ in s.teasers(5)])}</ul></div></div><main id="content" class="span9"><div class="item-page" itemscope><div class="page-header"><h2 itemprop="headline">{s.title}</h2></div>
<dl class="article-info muted"><dt class="article-info-term">Details</dt><dd class="createdby">{s.byline()}</dd><dd class="category-name">{s.section}</dd><dd class="published"><time datetime="{s.iso()}">{s.words("published")[0]} {s.date_text()}</time></dd></dl>
<div itemprop="articleBody">{s.body(True)}</div><ul class="pager pagenav">{s.links([s.others[0], s.others[1]])}</ul></div></main></div></div></div>{s.footer()}</body></html>"""


def typo3(s):
    frames = "".join(f'<div id="c{i}" class="csc-default"><p class="bodytext">{s.keep(p)}</p></div>' for i, p in enumerate(s.paragraphs))
    latest = "".join(f'<div class="news-latest-item"><span class="news-latest-date">{s.date_text(s.later(3))}</span><h4><a href="#">{t}</a></h4><p>{x}</p></div>' for t, x in s.teasers(3))
    s.authors = []
    return f"""{s.head(s.site + ": %s", og=False)}<body><div id="metanav">{s.links(s.words("footer"), "span")}</div><div id="main"><div class="news-single-item"><div class="news-single-timedata">{s.date_text()}</div><h1>{s.title}</h1><h2>{s.lead}</h2>{frames}<div class="news-single-backlink"><a href="/">{s.words("home")[0]}</a></div></div></div><div id="right">{latest}</div><div id="foot">{s.copyright()}</div></body></html>"""


def long_header(s):
    """Headline, standfirst and the first paragraphs all in <header>, the rest in sections."""
    first, rest = s.paragraphs[:2], s.paragraphs[2:]
    return f"""{s.head("%s | " + s.site, f'<meta name="author" content="{s.author()}">')}<body><div class="top">{s.nav()}</div><article><header><p class="kicker">{s.section}</p><h1>{s.title}</h1><p class="dek">{s.lead}</p><p class="by">{s.byline()} <time pubdate datetime="{s.day()}">{s.date_text()}</time></p>{"".join(f"<p>{s.keep(p)}</p>" for p in first)}</header>
<section>{"".join(f"<p>{s.keep(p)}</p>" for p in rest[:4])}</section><aside><h3>{s.words("newsletter_head")[1]}</h3><p>{s.words("newsletter")[0]}</p></aside><section>{"".join(f"<p>{s.keep(p)}</p>" for p in rest[4:])}</section><footer><p>{s.bio()}</p></footer></article>{s.footer()}</body></html>"""


def read_more(s):
    """The second half opens when the reader asks for it."""
    half = len(s.paragraphs) // 2
    return f"""{s.head(ld=s.ld())}<body><div class="layout">{s.nav()}<div class="story-container"><h1 class="story-title">{s.title}</h1><div class="story-info">{s.byline()} · {s.date_text()} · {s.minutes()}</div><div class="story-intro">{"".join(f"<p>{s.keep(p)}</p>" for p in s.paragraphs[:half])}</div>
<button class="read-more-button">{s.words("paywall_head")[0]}</button><div class="read-more-content collapsed" aria-hidden="true" style="max-height:0">{"".join(f"<p>{s.keep(p)}</p>" for p in s.paragraphs[half:])}</div></div><div class="recommendations"><h2>{s.word("related")}</h2>{"".join(f"<a href='#' class='rec'><h4>{t}</h4><p>{x}</p></a>" for t, x in s.teasers(4))}</div></div>{s.footer()}</body></html>"""


def pull_quotes(s):
    """What is said twice, for eyes and for screen readers, and again in large letters."""
    quote = f'<aside class="pullquote"><blockquote><p>{s.paragraphs[1]}</p></blockquote></aside>'
    s.optional.append(s.words("updated")[0] + " " + s.date_text())
    return f"""{s.head("%s - " + s.section + " - " + s.site)}<body><div class="sr-only"><p>{s.title}</p></div>{s.nav()}<main><article><h1><span aria-hidden="true">{s.title}</span><span class="sr-only">{s.title}</span></h1><div class="by-line"><span class="sr-only">{s.byline()}</span><span aria-hidden="true">{s.author()}</span></div><div class="time"><span aria-hidden="true">{s.date_text()}</span></div>{s.body(True, [quote])}</article></main>{s.footer()}</body></html>"""


def blogger(s):
    s.keep_lines = [s.keep(p) for p in s.paragraphs]
    archive = "".join(f"<li class='archivedate'><a href='#'>{s.data['months'][i]} {s.published.year} ({i + 2})</a></li>" for i in range(6))
    return f"""{s.head(s.site + ": %s", '<meta content="blogger" name="generator">', og=False)}<body><div class="navbar section" id="navbar"></div><div class="content-outer"><div class="header-outer"><h1 class="title"><a href="/">{s.site}</a></h1></div><div class="main-outer"><div class="date-outer"><h2 class="date-header"><span>{s.date_text()}</span></h2>
<div class="date-posts"><div class="post-outer"><div class="post hentry"><h3 class="post-title entry-title">{s.title}</h3><div class="post-body entry-content" id="post-body-1"><div class="separator"><img src="x.jpg"></div>{"<br /><br />".join(s.keep_lines)}<div style="clear: both;"></div></div>
<div class="post-footer"><div class="post-footer-line-1"><span class="post-author vcard"><span class="fn">{s.author()}</span></span> <abbr class="published" title="{s.iso()}">{s.published:%H:%M}</abbr></div></div></div><div class="comments" id="comments"><h4>{s.words("comment_head")[1]}</h4>{"".join(f"<div class='comment-block'><p class='comment-content'>{c}</p></div>" for c in s.comments())}</div></div></div></div></div>
<div class="column-right-outer"><div class="widget BlogArchive"><h2>Archive</h2><ul>{archive}</ul></div></div></div></body></html>"""


def paper_system(s):
    """Paragraphs are <div class="article__paragraph">; boxes of facts, promotion and an author's box at the end."""
    s.agency = s.data["agencies"][0]
    facts = f'<div class="article__infobox"><div class="infobox__title">{s.word("related")}</div><dl><dt>{s.words("sections")[0]}</dt><dd>{s.others[0]}</dd><dt>{s.words("sections")[1]}</dt><dd>{s.others[1]}</dd></dl></div>'
    promo = f'<div class="article__teaser-inline"><a href="/q"><span>{s.others[2]}</span></a></div>'
    by = f"{s.byline()} ({s.agency})"
    return f"""{s.head("%s | " + s.site, f'<meta property="article:published_time" content="{s.iso()}"><meta property="article:modified_time" content="{s.iso(when=s.later())}">')}<body>{s.nav()}<div class="article"><div class="article__kicker">{s.section}</div><h1 class="article__title">{s.title}</h1><div class="article__lead">{s.lead}</div><div class="article__byline">{by}</div>
<div class="article__content">{s.body(False, [facts, promo], "div", ' class="article__paragraph"')}</div><div class="article__tags">{s.words("tags")[0]} {s.links(s.words("sections"), "span")}</div><div class="article__author"><div class="author__name">{s.author()}</div><div class="author__text">{s.bio()}</div></div></div>{s.footer()}</body></html>"""


def press_release(s):
    s.authors = []
    contact = f"<p><strong>{s.words('contact')[0]}</strong></p><p>{s.words('contact_text')[0]}</p>"
    return f"""{s.head("%s", og=False)}<body><div id="logo">{s.site}</div><div id="menu"><ul>{s.links([*s.words("home"), *s.words("sections"), *s.words("footer")])}</ul></div><div id="inhalt"><div class="nr">12/{s.published.year}</div><div class="ort">{s.date_text()}</div><h2>{s.title}</h2>{s.body()}{contact}</div><div id="fuss">{s.copyright()}</div></body></html>"""


def styled_components(s):
    """Hashed classes alone; a graph of JSON-LD with several authors and a moment in UTC that is the day before or after that of the place."""
    s.authors = s.people[:2]
    s.published = s.published.replace(hour=1 if s.language in ("de", "pl", "ru", "ar") else 22)
    utc = s.published - datetime.timedelta(hours=3) if s.published.hour == 1 else s.published + datetime.timedelta(hours=4)
    ld = s.ld(zone="Z")
    ld["datePublished"] = s.iso("Z", utc)
    graph = {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": s.site}, {"@type": "BreadcrumbList", "itemListElement": []}, ld]}
    cards = '<section class="sc-hKMtZM kRbZQe"><h2 class="sc-x1">' + s.word("related") + "</h2>" + "".join(f'<a href="#" class="sc-eDWCr"><h3 class="sc-x2">{t}</h3><p class="sc-bcXHqe fQkYxA">{x}</p></a>' for t, x in s.teasers(3)) + "</section>"
    return f"""{s.head("%s | " + s.site, ld=graph)}<body><div id="__next"><div class="sc-gsnTZi bQzKbN">{s.nav()}</div><main class="sc-dkzDqf"><div class="sc-jSMfEi"><h1 class="sc-eCYdqJ">{s.title}</h1><p class="sc-lede">{s.lead}</p><div class="sc-iBYQkv"><span>{s.byline()}</span><span>{s.date_text()}</span></div>{s.body(True, [cards], attributes=' class="sc-bcXHqe fQkYxA"')}</div></main>{s.footer()}</div></body></html>"""


def letter(s):
    """A newsletter's site: a form to subscribe in the middle, likes and comments in numbers."""
    form = f'<div class="subscription-widget-wrap"><div class="subscription-widget"><p class="cta-caption">{s.words("newsletter")[0]}</p><form><input type="email"><button>{s.words("newsletter_head")[1]}</button></form></div></div>'
    return f"""{s.head("%s - " + s.site, f'<meta name="author" content="{s.author()}">')}<body><div id="entry"><div class="topbar"><a href="/">{s.site}</a></div><div class="single-post"><article class="newsletter-post post"><div class="post-header"><h1 class="post-title published">{s.title}</h1><h3 class="subtitle">{s.lead}</h3><div class="byline-wrapper"><div class="meta"><a href="#">{s.author()}</a></div><div class="meta">{s.date_text()}</div></div><div class="post-ufi">17 · 3 · {s.words("share")[0]}</div></div>
<div class="available-content"><div class="body markup">{s.body(True, [form])}</div></div><div class="post-footer">{s.share()}</div></article></div><div class="comments-page"><h4>{s.words("comment_head")[0]}</h4>{"".join(f"<div class='comment'><p>{c}</p></div>" for c in s.comments())}</div></div></body></html>"""


def blocks(s):
    """Each paragraph in a wrapper of its own; pictures, a player and links between them are blocks too."""
    def block(kind, inner): return f'<div data-component="{kind}-block"><div class="ssrcss-{kind[:2]}xyz-RichTextContainer e5tfeyi1">{inner}</div></div>'
    image = f'<div data-component="image-block"><figure>{s.picture()}<div class="ssrcss-caption"><p>{s.credit()}</p></div></figure></div>'
    links = block("unordered-list", f"<ul>{s.links([t for t, _ in s.teasers(3)])}</ul>")
    player = f'<div data-component="media-block"><div class="player"><p>{s.words("readout")[0]}</p></div></div>'
    text = s.body(False, ["\0"] * 3).split("\0")
    wrapped = [block("text", part) for part in text]
    middle = [image, links, player]
    stream = "".join(w + (middle[i] if i < len(middle) and i + 1 < len(wrapped) else "") for i, w in enumerate(wrapped))
    return f"""{s.head("%s - " + s.site, ld=s.ld("ReportageNewsArticle"))}<body><div id="root"><header>{s.nav()}</header><main id="main-content"><article class="ssrcss-pv1rh6"><header><h1 id="main-heading">{s.title}</h1></header><div data-component="byline-block"><div class="ssrcss-TextContributorName">{s.byline()}</div></div><div><time datetime="{s.iso('Z')}">{s.date_text()}</time></div>{stream}<section data-component="tag-list"><h2>{s.words("tags")[0]}</h2><ul>{s.links(s.words("sections"))}</ul></section></article>
<section data-component="links-block"><h2>{s.word("related")}</h2><ul>{s.links([t for t, _ in s.teasers(4)])}</ul></section></main>{s.footer()}</div></body></html>"""


LAYOUTS = [joomla, typo3, long_header, read_more, pull_quotes, blogger, paper_system, press_release, styled_components, letter, blocks]
