// dom_smoothie or rs-trafilatura over the pages named: a line of JSON a page, {"file", "text", "ms"}. One page first to warm up.
//
// usage: readers dom_smoothie|rs-trafilatura FILE...
use std::{env, fs, mem};

fn spent() -> f64 {
    let mut usage: libc::rusage = unsafe { mem::zeroed() };
    unsafe { libc::getrusage(libc::RUSAGE_SELF, &mut usage) };
    usage.ru_utime.tv_sec as f64 * 1e3 + usage.ru_utime.tv_usec as f64 / 1e3
}

fn text_of(reader: &str, page: &[u8]) -> String {
    if reader == "rs-trafilatura" {
        return rs_trafilatura::extract_bytes(page).map(|r| r.content_text).unwrap_or_default();
    }
    let page = String::from_utf8_lossy(page);
    let article = dom_smoothie::Readability::new(page.as_ref(), None, None).and_then(|mut r| r.parse());
    article.map(|a| a.text_content.to_string()).unwrap_or_default()
}

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    let (reader, files) = args.split_first().expect("the name of a reader, then files");
    for (i, file) in files.iter().take(1).chain(files).enumerate() {
        let page = fs::read(file).expect("a file that can be read");
        let begun = spent();
        let text = text_of(reader, &page);
        let ms = spent() - begun;
        if i > 0 {
            println!("{}", serde_json::json!({"file": file, "text": text, "ms": ms}));
        }
    }
}
