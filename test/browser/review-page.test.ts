import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toForm } from "../../lib/review/index.js";
import { launchChromium } from "../support/chromium.js";
import { planned, reviewChanges } from "../support/review.js";

/** Ways in which text becomes a program in a page. */
const PLANTED = [
  "<script>window.planted = 1</script>",
  "<img src=x onerror='window.planted = 2'>",
  '"><svg onload=window.planted=3>',
  "</style><script>window.planted = 4</script>",
  "</title><script>window.planted = 5</script>",
  "<a href='javascript:window.planted=6' autofocus onfocus='window.planted=7'>x</a>",
  "&lt;script&gt;window.planted = 8&lt;/script&gt;",
];

describe("the page of a review", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  }, 300_000);
  afterAll(() => browser.close());

  it("runs nothing that a plan planted, fetches nothing, and shows it as text", async () => {
    const changes = PLANTED.flatMap((text) => [
      planned({ type: "aws_s3_bucket", name: text, before: { [text]: text }, action_reason: text }),
      planned({ type: "a_b", name: text, before: { [text]: text }, after: { [text]: `${text}!` } }),
    ]);
    const outputs = Object.fromEntries(
      PLANTED.map((text) => [text, { actions: ["create"], before: null, after: text }]),
    );
    const report = reviewChanges(changes, { output_changes: outputs, errored: true });
    const page = await browser.newPage();
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    await page.setContent(toForm("html", report, { colour: false, details: true }), { waitUntil: "load" });
    for (const summary of await page.locator("summary").all()) await summary.click();
    expect(await page.evaluate("window.planted")).toBeUndefined();
    expect(await page.locator("script, img, svg, a, iframe").count()).toBe(0);
    expect(requests).toEqual([]);
    expect(await page.locator("main").textContent()).toContain("<script>window.planted = 1</script>");
    expect(await page.title()).toBe("May not pass: review");
  }, 120_000);
});
