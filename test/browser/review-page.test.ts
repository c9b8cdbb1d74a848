import { join } from "node:path";
import axe, { type AxeResults } from "axe-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Language } from "../../config/index.js";
import { type ReviewReport, toForm } from "../../lib/review/index.js";
import { launchChromium } from "../support/chromium.js";
import { PLANS, planned, reviewChanges, reviewPlan } from "../support/review.js";

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

/** A report with every part: findings of each severity, changes, drift, capacity, outputs and notices. */
const whole = () => ({
  ...reviewPlan(join(PLANS, "changes.json")),
  notices: [{ severity: "approve" as const, message: "the plan is not complete" }],
  outputs: [{ name: "endpoint", action: "update" as const, before: "a", after: "b" }],
  cost: { euros: 1200, kilowattHours: 900, kilogramsCO2e: 47 },
});
const html = (report: ReviewReport, language?: Language) =>
  toForm("html", report, { colour: false, details: true, language });

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
    expect(await page.locator("script, img, svg, iframe, a:not([href='#content'])").count()).toBe(0);
    expect(requests).toEqual([]);
    expect(await page.locator("main").textContent()).toContain("<script>window.planted = 1</script>");
    expect(await page.title()).toBe("Ne peut pas passer – Revue");
  }, 120_000);

  it("is French first, and English where its reader chooses it, by keyboard alone and without a script", async () => {
    const page = await browser.newPage();
    await page.setContent(html(whole()));
    // biome-ignore lint/performance/useDomNodeTextContent: what is shown is what counts
    const shown = () => page.locator("main").innerText();
    expect(await page.locator("html").getAttribute("lang")).toBe("fr");
    expect(await shown()).toContain("Ne peut pas passer");
    expect(await shown()).toContain("le namespace siecle-corse est supprimé avec les données qu'il contient");
    expect(await shown()).not.toContain("May not pass");
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").getAttribute("href")).toBe("#content");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowRight");
    expect(await shown()).toContain("May not pass");
    expect(await shown()).not.toContain("Ne peut pas passer");
    await page.setContent(html(whole(), "en"));
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    expect(await shown()).toContain("May not pass");
  }, 120_000);

  it.each([
    ["light", "fr", 1280],
    ["dark", "fr", 1280],
    ["light", "en", 1280],
    ["dark", "en", 320],
  ] as const)(
    "breaks no rule of WCAG 2.1 AA in axe-core: %s, %s, %i pixels wide",
    async (colorScheme, language, width) => {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 800 } });
      await page.setContent(html(whole(), language));
      for (const summary of await page.locator("summary").all()) await summary.click();
      await page.evaluate(axe.source);
      const { violations } = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as AxeResults;
      expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    },
    120_000,
  );

  it("writes JUnit that an XML parser reads, whatever a plan planted", async () => {
    const changes = PLANTED.map((text) =>
      planned({ type: "aws_s3_bucket", name: `${text}]]>\u0007`, before: { [text]: text } }),
    );
    const page = await browser.newPage();
    const xml = toForm("junit", reviewChanges(changes), { colour: false, details: true });
    const root = `new DOMParser().parseFromString(${JSON.stringify(xml)}, "application/xml").documentElement`;
    const read = await page.evaluate(
      `(({ nodeName, children }) => ({ name: nodeName, cases: children[0].children.length }))(${root})`,
    );
    expect(read).toEqual({ name: "testsuites", cases: Number(/tests="(\d+)"/.exec(xml)?.[1]) });
  }, 120_000);
});
