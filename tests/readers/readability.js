// Mozilla's Readability on linkedom over the pages named: a line of JSON a page, {"file", "text", "ms"}. One page first to warm up.
const fs = require('fs');
const { Readability } = require('@mozilla/readability');
const { parseHTML } = require('linkedom');

function read(file) {
  const page = fs.readFileSync(file, 'utf8');
  const begun = process.cpuUsage();
  let text = '';
  try {
    const article = new Readability(parseHTML(page).document).parse();
    text = article ? article.textContent : '';
  } catch (error) {
    process.stderr.write(`${file}: ${error.message}\n`);
  }
  return { file, text, ms: process.cpuUsage(begun).user / 1000 };
}

const files = process.argv.slice(2);
read(files[0]);
for (const file of files) console.log(JSON.stringify(read(file)));
