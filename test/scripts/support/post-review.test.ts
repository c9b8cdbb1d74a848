import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MARKDOWN_MARKER } from "../../../lib/review/index.js";
import { mergeRequestAtHand, postReview } from "../../../scripts/support/post-review.js";
import { GitlabServer } from "../../support/gitlab.js";

const TARGET = { project: "dinum/transhumance", iid: 12, token: "glpat-of-this-test" };
const REVIEW = `${MARKDOWN_MARKER}\n## ⚠️ Needs approval\n`;
const ME = 7;

describe("the comment of a merge request", () => {
  let gitlab: GitlabServer;
  let server: string;
  const post = (body: string, token = TARGET.token) => postReview(body, { ...TARGET, server, token });
  const says = (body: string, author: number) =>
    gitlab.notes.push({ id: gitlab.notes.length + 1, body, author: { id: author } });
  const written = () => gitlab.requests.filter((request) => !request.startsWith("GET"));

  beforeEach(async () => {
    gitlab = new GitlabServer({ ...TARGET, user: ME });
    server = await gitlab.start();
  });
  afterEach(() => gitlab.stop());

  it("is created once, then updated, and left alone where it says the same", async () => {
    expect(await post(REVIEW)).toBe("created");
    expect(await post(REVIEW)).toBe("unchanged");
    expect(await post(`${REVIEW}More.\n`)).toBe("updated");
    expect(gitlab.notes.map(({ body }) => body)).toEqual([`${REVIEW}More.\n`]);
    expect(written()).toEqual([
      "POST /api/v4/projects/dinum%2Ftranshumance/merge_requests/12/notes",
      "PUT /api/v4/projects/dinum%2Ftranshumance/merge_requests/12/notes/1",
    ]);
  });

  it("is found behind hundreds of others", async () => {
    for (let count = 0; count < 230; count += 1) says(`Comment ${count}`, count % 9);
    says(REVIEW, ME);
    expect(await post(`${REVIEW}More.\n`)).toBe("updated");
    expect(gitlab.notes.length).toBe(231);
    expect(gitlab.requests.filter((request) => request.includes("per_page=100")).length).toBe(3);
  });

  it("is not another's that carries its marker, nor one of ours that only quotes it", async () => {
    says(REVIEW, 666);
    says(`> ${REVIEW}`, ME);
    expect(await post(REVIEW)).toBe("created");
    expect(gitlab.notes.length).toBe(3);
  });

  it("is not written where nothing changed, and says so where it was", async () => {
    expect(await post("")).toBe("nothing to say");
    expect(written()).toEqual([]);
    await post(REVIEW);
    expect(await post("")).toBe("updated");
    expect(gitlab.notes.map(({ body }) => body)).toEqual([`${MARKDOWN_MARKER}\nNothing changes any more.`]);
  });

  it("fails with what GitLab said, without the token", async () => {
    const refused = post(REVIEW, "glpat-wrong");
    await expect(refused).rejects.toThrow(
      /^--post: http.* refused the comment on dinum\/transhumance!12: .*401/s,
    );
    await expect(post(REVIEW, "glpat-wrong")).rejects.not.toThrow("glpat-wrong");
    await expect(post(`${MARKDOWN_MARKER}${"x".repeat(1_000_000)}`)).rejects.toThrow("too long");
  });
});

describe("the merge request at hand", () => {
  const environment = {
    CI_SERVER_URL: "https://gitlab.example",
    CI_PROJECT_ID: "31",
    CI_MERGE_REQUEST_IID: "12",
    GITLAB_TOKEN: "glpat-of-this-test",
  };

  it("is what GitLab's job says", () => {
    expect(mergeRequestAtHand(environment)).toEqual({
      ...{ server: "https://gitlab.example", project: "31", iid: 12, token: "glpat-of-this-test" },
    });
  });

  it("is refused with all that is missing", () => {
    expect(() => mergeRequestAtHand({ CI_PROJECT_ID: "31" })).toThrow(
      "--post: CI_SERVER_URL, CI_MERGE_REQUEST_IID, GITLAB_TOKEN must be in the environment",
    );
    expect(() => mergeRequestAtHand({ ...environment, CI_MERGE_REQUEST_IID: "12/x" })).toThrow(
      "is no number",
    );
  });

  it("needs no token for a dry run", () => {
    expect(mergeRequestAtHand({ ...environment, GITLAB_TOKEN: undefined }, true).token).toBe("");
  });
});
