// How long a moved slider of the what-if takes until its money stands on the page: COOKIE=… node what_if.mjs URL; prints JSON.
import puppeteer from "puppeteer-core";

const url = process.argv[2];
const browser = await puppeteer.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage();
const [name, value] = process.env.COOKIE.split("=");
await page.setCookie({ name, value, url });
await page.goto(url, { waitUntil: "networkidle0" });
await page.click("#whatif summary");
await page.waitForSelector("#whatif-net");
const ms = await page.evaluate(async () => {
  const slider = document.querySelector("#whatif .slider input[type=range]");
  const answer = document.querySelector("#whatif-answer");
  const taken = [];
  for (let turn = 0; turn < 30; turn++) {
    await new Promise((go) => setTimeout(go, 50));
    const changed = new Promise((go) => {
      const observer = new MutationObserver(() => (observer.disconnect(), go()));
      observer.observe(answer, { subtree: true, childList: true, characterData: true });
    });
    const from = performance.now();
    slider[turn % 2 ? "stepDown" : "stepUp"](turn % 7 + 1);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await changed;
    taken.push(performance.now() - from);
  }
  return taken.sort((a, b) => a - b);
});
console.log(JSON.stringify({ median_ms: ms[ms.length >> 1], most_ms: ms.at(-1) }));
await browser.close();
