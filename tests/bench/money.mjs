// How long until a changed input's money stands on the page, in the what-if and in the mapping editor: COOKIE=… node money.mjs SITE;
// prints JSON.
import puppeteer from "puppeteer-core";

const site = process.argv[2];
const browser = await puppeteer.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage();
const [name, value] = process.env.COOKIE.split("=");
await page.setCookie({ name, value, url: site });

/** Median and most of 30 changes of `input`, each until `answer` has changed. */
async function taken(input, answer) {
  const ms = await page.evaluate(
    async (input, answer) => {
      const field = document.querySelector(input);
      const start = Number(field.value.replaceAll(",", ""));
      const taken = [];
      for (let turn = 1; turn <= 30; turn++) {
        await new Promise((go) => setTimeout(go, 50));
        const changed = new Promise((go) => {
          const observer = new MutationObserver(() => (observer.disconnect(), go()));
          observer.observe(document.querySelector(answer), { subtree: true, childList: true, characterData: true });
        });
        const from = performance.now();
        if (field.type === "range") field[turn % 2 ? "stepUp" : "stepDown"](turn % 7 + 1);
        else field.value = (start * (1 + turn / 100)).toFixed(2);
        field.dispatchEvent(new Event("input", { bubbles: true }));
        await changed;
        taken.push(performance.now() - from);
      }
      return taken.sort((a, b) => a - b);
    },
    input,
    answer,
  );
  return { median_ms: ms[ms.length >> 1], most_ms: ms.at(-1) };
}

await page.goto(`${site}/`, { waitUntil: "networkidle0" });
await page.click("#whatif summary");
await page.waitForSelector("#whatif-net");
const what_if = await taken("#whatif .slider input[type=range]", "#whatif-answer");
await page.goto(`${site}/value-map/mappings/recommender-accuracy`, { waitUntil: "networkidle0" });
const editor = await taken("#f-1", "form [role=status]");
console.log(JSON.stringify({ what_if, editor }));
await browser.close();
