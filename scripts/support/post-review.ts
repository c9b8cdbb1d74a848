/** The review as one comment of a merge request: written once, then kept up to date. */
import { Gitlab } from "@gitbeaker/rest";
import type { Language } from "../../config/index.js";
import { MARKDOWN_MARKER } from "../../lib/review/index.js";
import { Failure } from "./failure.js";

/** Notes that GitLab gives a page at most. Source: GitLab's API, «Offset-based pagination». */
const NOTES_A_PAGE = 100;

const NOTHING_LEFT: Record<Language, string> = {
  en: `${MARKDOWN_MARKER}\nNothing changes any more.`,
  fr: `${MARKDOWN_MARKER}\nPlus rien ne change.`,
};

/** Where the comment belongs. */
export interface MergeRequest {
  /** Address of the instance, such as `https://gitlab.example`. */
  server: string;
  /** Number of the project, or its path. */
  project: string;
  /** Number of the merge request within the project. */
  iid: number;
}

export type Posted = "created" | "updated" | "unchanged" | "nothing to say";

/** The merge request of GitLab's job at hand, and the token; ends the command with all that is missing. */
export function mergeRequestAtHand(
  environment: NodeJS.ProcessEnv,
  isDryRun = false,
): MergeRequest & { token: string } {
  const names = ["CI_SERVER_URL", "CI_PROJECT_ID", "CI_MERGE_REQUEST_IID", "GITLAB_TOKEN"] as const;
  const [server = "", project = "", iid = "", token = ""] = names.map((name) => environment[name]);
  const missing = names.filter((name) => !environment[name] && !(isDryRun && name === "GITLAB_TOKEN"));
  if (missing.length > 0) {
    throw new Failure(
      `--post: ${missing.join(", ")} must be in the environment: GitLab sets the first three in a merge request's pipeline; GITLAB_TOKEN is an access token with the scope api.`,
    );
  }
  if (!/^[1-9]\d*$/.test(iid)) {
    throw new Failure(`--post: CI_MERGE_REQUEST_IID: ${JSON.stringify(iid)} is no number`);
  }
  return { server, project, iid: Number(iid), token };
}

/**
 * Writes `body`, which begins with the marker, or nothing where it is empty. A comment is known again by the marker
 * and by its author, so that nobody can put another in its place.
 */
export async function postReview(
  body: string,
  { server, project, iid, token }: MergeRequest & { token: string },
  language: Language = "en",
): Promise<Posted> {
  const { MergeRequestNotes, Users } = new Gitlab({ host: server, token });
  try {
    const me = await Users.showCurrentUser();
    const notes = await MergeRequestNotes.all(project, iid, { perPage: NOTES_A_PAGE, sort: "asc" });
    const mine = notes.find((note) => note.author.id === me.id && note.body.startsWith(MARKDOWN_MARKER));
    if (mine === undefined) {
      if (body === "") return "nothing to say";
      await MergeRequestNotes.create(project, iid, body);
      return "created";
    }
    const now = body || NOTHING_LEFT[language];
    if (mine.body === now) return "unchanged";
    await MergeRequestNotes.edit(project, iid, mine.id, { body: now });
    return "updated";
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { description?: unknown } };
    const why = [message, cause?.description].filter((part) => typeof part === "string" && part !== "");
    throw new Failure(
      `--post: ${server} refused the comment on ${project}!${iid}: ${why.join(": ").replaceAll(token, "(token)")}`,
    );
  }
}
