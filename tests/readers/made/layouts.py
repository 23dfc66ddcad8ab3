"""Layouts that were looked at while the reader was mended: what systems and papers make of a report. Each is a function of a Story and returns its page."""


def wordpress(s):
    when = f'<span class="posted-on"><a href="{s.url()}" rel="bookmark"><time class="entry-date published" datetime="{s.iso()}">{s.date_text()}</time><time class="updated" datetime="{s.iso(when=s.later())}">{s.date_text(s.later())}</time></a></span>'
    by = f'<span class="byline"> <span class="author vcard"><a class="url fn n" href="/author/x">{s.author()}</a></span></span>'
    figure = f'<figure class="wp-caption aligncenter"><img src="/a.jpg"><figcaption class="wp-caption-text">{s.credit()}</figcaption></figure>'
    related = f'<div id="jp-relatedposts" class="jp-relatedposts"><h3 class="jp-relatedposts-headline"><em>{s.word("related")}</em></h3>{s.links([t for t, _ in s.teasers(3)], "p")}</div>'
    comments = "".join(f'<li class="comment"><article class="comment-body"><div class="comment-author vcard"><b class="fn">{s.people[1]}</b></div><div class="comment-content"><p>{c}</p></div></article></li>' for c in s.comments())
    return f"""{s.head("%s – " + s.site)}<body class="post-template-default single single-post postid-77"><div id="page" class="site"><header id="masthead" class="site-header"><p class="site-title"><a href="/">{s.site}</a></p>{s.nav()}</header>
<div id="content" class="site-content"><div id="primary" class="content-area"><main id="main" class="site-main"><article id="post-77" class="post-77 post type-post status-publish hentry category-news tag-x"><header class="entry-header"><h1 class="entry-title">{s.title}</h1><div class="entry-meta">{when}{by}</div></header>
<div class="entry-content">{s.body(True, [figure])}<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">{s.words("share")[0]}</h3>{s.share("sd-content")}</div>{related}</div>
<footer class="entry-footer"><span class="cat-links"><a href="#">{s.section}</a></span><span class="tags-links">{s.words("tags")[0]}: <a href="#">x</a></span></footer></article>
<div id="comments" class="comments-area"><h2 class="comments-title">{s.word("comment_head")}</h2><ol class="comment-list">{comments}</ol></div></main></div>
<aside id="secondary" class="widget-area"><section class="widget widget_recent_entries"><h2 class="widget-title">{s.words("popular")[0]}</h2><ul>{s.links([t for t, _ in s.teasers(5)])}</ul></section></aside></div>{s.footer()}</div></body></html>"""


def drupal(s):
    related = f'<div class="block block-views block-views-blockrelated"><h2 class="block__title">{s.word("related")}</h2><div class="view-content">' + "".join(f'<div class="views-row"><h3><a href="#">{t}</a></h3><div class="views-field-body"><p>{x}</p></div></div>' for t, x in s.teasers(3)) + "</div></div>"
    by = f'<div class="node__submitted submitted">{s.byline()} | <span property="schema:dateCreated" content="{s.iso()}">{s.date_text()}</span></div>'
    picture = f'<div class="field field--name-field-image field--type-image field--label-hidden">{s.picture()}<div class="image-caption">{s.credit()}</div></div>'
    return f"""{s.head("%s | " + s.site, '<meta name="Generator" content="Drupal 8 (https://www.drupal.org)">', og=False)}<body class="path-node page-node-type-article"><a href="#main-content" class="visually-hidden focusable skip-link">{s.words("screen")[0]}</a>
<div class="dialog-off-canvas-main-canvas"><header role="banner"><div class="site-branding"><a href="/">{s.site}</a></div></header>{s.nav()}<main role="main"><a id="main-content" tabindex="-1"></a><div class="layout-content"><div class="region region-content"><h1 class="page-header"><span class="field field--name-title field--type-string field--label-hidden">{s.title}</span></h1>
<article role="article" class="node node--type-article node--view-mode-full"><div class="node__content">{by}<div class="field field--name-field-teaser field--label-hidden field__item"><p>{s.lead}</p></div>{picture}
<div class="clearfix text-formatted field field--name-body field--type-text-with-summary field--label-hidden field__item">{s.body(True)}</div>
<div class="field field--name-field-tags field--label-inline"><div class="field__label">{s.words("tags")[0]}</div>{s.links(s.words("sections"), "div", ' class="field__item"')}</div></div></article>{related}</div></div></main>{s.footer()}</div></body></html>"""


def arc(s):
    s.authors = s.people[:2]
    promo = f'<div class="b-promo-box"><h3>{s.words("newsletter_head")[0]}</h3><p>{s.words("newsletter")[0]}</p><a class="btn" href="#">{s.words("accept")[0]}</a></div>'
    inline = f'<div class="b-interstitial-link"><a href="/y">{s.word("inline")} {s.others[0]}</a></div>'
    names = s.words("and")[0].join(f'<a class="ba-link" href="/autor/{i}">{a}</a>' for i, a in enumerate(s.authors))
    return f"""{s.head("%s | " + s.section + " | " + s.site, f'<link rel="canonical" href="{s.url()}">', s.ld())}<body id="fusion-app"><div class="b-article-page"><header class="page-header">{s.nav()}</header>
<section class="main-section"><div class="b-header"><span class="overline">{s.section}</span><h1 class="b-headline">{s.title}</h1><h2 class="b-subheadline">{s.lead}</h2></div>
<div class="b-byline"><span class="b-byline__names">{names}</span><time class="b-date" datetime="{s.iso()}">{s.date_text()}</time></div>
<figure class="b-lead-art">{s.picture()}<figcaption><span class="caption">{s.credit()}</span></figcaption></figure>
<article class="default__ArticleBody-sc-1wxhr0 b-article-body">{s.body(True, [promo, inline], attributes=' class="default__StyledText-sc-xb1qmn body-paragraph"')}</article>
<div class="b-author-bio">{s.bio()}</div><div class="b-results-list"><h2>{s.word("related")}</h2>{"".join(f"<article><h3><a href='#'>{t}</a></h3><p>{x}</p></article>" for t, x in s.teasers(4))}</div></section>{s.footer()}</div></body></html>"""


def amp(s):
    related = f'<amp-carousel height="300" layout="fixed-height">' + "".join(f'<a class="card" href="#"><amp-img src="x.jpg" width="1" height="1"></amp-img><span>{t}</span></a>' for t, _ in s.teasers(4)) + "</amp-carousel>"
    head = s.head(None, f'<link rel="canonical" href="{s.url()}"><script async src="https://cdn.example/v0.js"></script>', s.ld(zone="Z")).replace("<html", "<html amp", 1)
    return f"""{head}<body><amp-consent id="c"><div class="consent-popup"><p>{s.words("cookie")[0]}</p><button on="tap:c.accept">{s.words("accept")[0]}</button></div></amp-consent>
<header class="amp-header"><a href="/">{s.site}</a></header><amp-sidebar id="sb" layout="nodisplay"><ul>{s.links(s.words("sections"))}</ul></amp-sidebar>
<main><article class="amp-article"><h1>{s.title}</h1><p class="meta">{s.byline()}</p><p class="meta"><time datetime="{s.iso('Z')}">{s.date_text()}</time></p>
<figure><amp-img src="a.jpg" width="16" height="9" alt=""></amp-img><figcaption>{s.credit()}</figcaption></figure>
{s.body(True, ['<amp-ad width=300 height=250 type="x"><div placeholder>' + s.words("ad")[0] + '</div></amp-ad>', related])}</article></main><footer><p>{s.copyright()}</p></footer></body></html>"""


def old_tables(s):
    s.authors = []
    text = "<br><br>\n".join(s.keep(p) for p in s.paragraphs)
    menu = "".join(f'<tr><td bgcolor="#cccccc"><font size="2"><a href="/{i}.html">{w}</a></font></td></tr>' for i, w in enumerate([*s.words("home"), *s.words("sections"), *s.words("footer")]))
    return f"""<HTML><HEAD><META http-equiv="Content-Type" content="text/html; charset=utf-8"><TITLE>{s.site}: {s.title}</TITLE></HEAD><BODY bgcolor="#FFFFFF"><TABLE width="100%" border="0"><TR><TD colspan="3"><IMG src="logo.gif" alt="{s.site}"></TD></TR>
<TR><TD width="150" valign="top"><TABLE>{menu}</TABLE></TD><TD valign="top" width="500"><FONT size="1">{s.date_text()}</FONT><BR><FONT size="5"><B>{s.title}</B></FONT><BR><BR><FONT face="Verdana" size="2">
{text}</FONT><BR><BR><FONT size="1"><A href="javascript:print()">{s.words("share")[2]}</A></FONT></TD><TD width="160" valign="top"><FONT size="2"><B>{s.words("popular")[0]}</B><BR>{"<BR>".join(f'<A href="/{i}">{t}</A>' for i, (t, _) in enumerate(s.teasers(5)))}</FONT></TD></TR>
<TR><TD colspan="3"><FONT size="1">{s.copyright()}</FONT></TD></TR></TABLE></BODY></HTML>"""


def div_soup(s):
    body = s.body(tag="div", attributes=' class="q7xk"')
    cards = "".join(f'<div class="zz1"><div class="zz2"><a href="#">{t}</a></div><div class="zz3">{x}</div></div>' for t, x in s.teasers(4))
    return f"""{s.head("%s")}<body><div class="a1"><div class="b2"><div class="c3"><a href="/">{s.site}</a></div>{s.links(s.words("sections"), "div", ' class="d4"')}</div>
<div class="e5"><div class="f6">{s.title}</div><div class="g7"><div>{s.byline()}</div><div>{s.date_text()}</div></div><div class="h8">{body}</div></div>
<div class="i9"><div class="j0">{s.word("related")}</div>{cards}</div><div class="k1">{s.copyright()}</div></div></body></html>"""


def teasers_around(s):
    def card(t, x): return f'<div class="card"><h3><a href="#">{t}</a></h3><p>{x}</p><time datetime="{s.iso(when=s.later(5))}">{s.date_text(s.later(5))}</time></div>'
    cards = [card(t, x) for t, x in s.teasers(6)]
    return f"""{s.head(s.site + " | %s", f'<meta property="article:published_time" content="{s.iso()}"><meta name="author" content="{s.author()}">')}<body><div class="topstories">{"".join(cards[:2])}</div><main><div class="content"><h1>{s.title}</h1><p class="intro">{s.lead}</p><div class="info"><span class="author">{s.byline()}</span> <span class="date">{s.date_text()}</span></div>
{s.body(True)}</div><div class="more"><h2>{s.word("related")}</h2>{"".join(cards[2:])}</div></main>{s.footer()}</body></html>"""


def related_in_the_middle(s):
    box = f'<div class="box"><h4>{s.word("related")}</h4><ul>{s.links([t for t, _ in s.teasers(3)])}</ul></div>'
    line = f'<p><strong>{s.word("inline")} <a href="/z">{s.others[1]}</a></strong></p>'
    card = f'<p><em>{s.word("inline")}</em> <a href="/z">{s.others[2]}</a></p>'
    return f"""{s.head("%s - " + s.site, ld=s.ld("Article"))}<body><div class="wrap">{s.nav()}<article><h1>{s.title}</h1><div class="byline">{s.byline()}</div><div class="article-text">{s.body(True, [box, line, card])}</div></article></div>{s.footer()}</body></html>"""


def captions_outside(s):
    def image(cls): return f'<div class="image-wrap">{s.picture()}<p class="{cls}">{s.credit()}</p></div>'
    table = f'<table class="image center"><tbody><tr><td>{s.picture()}</td></tr><tr><td><span>{s.credit()}</span></td></tr></tbody></table>'
    return f"""{s.head()}<body><div id="wrapper">{s.nav()}<div id="article"><h1>{s.title}</h1><p class="dateline">{s.date_text()} | {s.byline()}</p>{image("image-description")}<div class="story">{s.body(False, [image("bu"), table])}</div></div></div>{s.footer()}</body></html>"""


def subscription(s):
    first, rest = s.paragraphs[:3], s.paragraphs[3:]
    offer = f'<div class="aboshop-teaser"><h3>{s.words("paywall_head")[0]}</h3><p>{s.words("paywall")[0]}</p><a href="/abo">{s.words("accept")[0]}</a></div>'
    return f"""{s.head("%s", ld=s.ld(isAccessibleForFree=False))}<body class="has-paywall subscriber"><header>{s.nav()}</header><article class="article"><header class="article__header"><h1>{s.title}</h1><p class="article__teaser">{s.lead}</p><p class="article__meta">{s.byline()}, {s.date_text()}</p></header>
<div class="article__free">{"".join(f"<p>{s.keep(p)}</p>" for p in first)}</div>{offer}<div class="paywall-content subscriber-only">{"".join(f"<p>{s.keep(p)}</p>" for p in rest)}</div></article>{s.footer()}</body></html>"""


def cookie_banner(s):
    banner = f'<div id="cmp" class="consent-layer" role="dialog"><h2>{s.site}</h2><p>{s.words("cookie")[0]}</p><p>{s.words("cookie")[0]}</p><button>{s.words("accept")[0]}</button></div>'
    return f"""{s.head("%s – " + s.site)}<body class="cookies-on">{banner}<div class="page"><div class="menu">{s.links(s.words("sections"), "span")}</div><div class="text"><h1>{s.title}</h1><p class="datum">{s.words("published")[0]} {s.date_text()}</p><p class="autor">{s.byline()}</p>{s.body(True)}<p class="follow">{s.words("follow")[0]}</p></div></div>{s.footer()}</body></html>"""


def several_bodies(s):
    third = max(1, len(s.paragraphs) // 3)
    parts = [s.paragraphs[:third], s.paragraphs[third:2 * third], s.paragraphs[2 * third:]]
    ad = f'<div class="ad-slot"><span>{s.words("ad")[0]}</span></div>'
    bodies = f"</div>{ad}<div class='article-body'>".join("".join(f"<p>{s.keep(p)}</p>" for p in part) for part in parts)
    return f"""{s.head("%s | " + s.site, f'<meta name="date" content="{s.iso()}">')}<body>{s.nav()}<main><div class="grid"><div class="head"><h1>{s.title}</h1><p class="standfirst">{s.lead}</p></div><div class="tools">{s.share()}</div><div class="article-body">{bodies}</div><div class="author-box"><strong>{s.author()}</strong><p>{s.bio()}</p></div></div></main>{s.footer()}</body></html>"""


def live_blog(s):
    posts = []
    for i, p in enumerate(s.paragraphs):
        clock = f"{8 + i % 12:02}:{10 + i:02}"
        s.optional.append(clock)
        head = f"<h3>{s.keep(s.others[i % 3])}</h3>" if i % 4 == 0 else ""
        posts.append(f'<article class="live-post" id="p{i}"><time datetime="{s.day()}T{clock}:00+02:00">{clock}</time>{head}<p>{s.keep(p)}</p></article>')
    return f"""{s.head("%s | " + s.site, ld=s.ld("LiveBlogPosting"))}<body>{s.nav()}<main><h1>{s.title}</h1><div class="live-meta">{s.byline()}</div><div class="live-blog">{"".join(posts)}</div></main>{s.footer()}</body></html>"""


def microdata(s):
    crumbs = f'<ol class="breadcrumb">{s.links([s.words("home")[0], s.section])}<li>{s.title}</li></ol>'
    return f"""{s.head("%s — " + s.site, og=False)}<body><div class="header"><div class="logo">{s.site}</div></div>{crumbs}<div itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">{s.title}</h1><meta itemprop="datePublished" content="{s.iso()}"><meta itemprop="dateModified" content="{s.iso(when=s.later())}">
<p>{s.words("published")[0]} {s.date_text()}, {s.words("updated")[0]} {s.date_text(s.later())}</p><span itemprop="author" itemscope itemtype="http://schema.org/Person"><span itemprop="name">{s.author()}</span></span><div itemprop="articleBody">{s.body(True)}</div>
<p>{s.words("tags")[0]}: {", ".join(f"<a href='#'>{w}</a>" for w in s.words("sections"))}</p></div><div class="popular"><h3>{s.words("popular")[0]}</h3><ol>{s.links([t for t, _ in s.teasers(5)])}</ol></div>{s.footer()}</body></html>"""


LAYOUTS = [wordpress, drupal, arc, amp, old_tables, div_soup, teasers_around, related_in_the_middle, captions_outside, subscription, cookie_banner, several_bodies, live_blog, microdata]
