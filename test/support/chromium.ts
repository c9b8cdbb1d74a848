/** Chromium for tests: the npm package holds its binary, which is unpacked outside of the repository. */
import sparticuz from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: sparticuz.args,
    headless: true,
  });
}
