/** Pipeline documents: the part of GitLab's CI/CD syntax that is used here, and its YAML. */
import { dump } from "js-yaml";

/** Source: GitLab, «CI/CD YAML syntax reference», as all names below. */
export interface Job {
  stage: string;
  tags?: readonly string[];
  rules?: readonly { if: string; when?: "never" | "always" }[];
  needs?: readonly Need[];
  variables?: Record<string, string>;
  environment?: { name: string; action?: "access"; deployment_tier?: string };
  resource_group?: string;
  when?: "manual";
  manual_confirmation?: string;
  allow_failure?: boolean | { exit_codes: number[] };
  interruptible?: boolean;
  retry?: number;
  before_script?: readonly string[];
  script?: readonly string[];
  artifacts?: Artifacts;
  trigger?: { include: readonly { artifact: string; job: string }[]; strategy: "depend" };
}

/** A job of the same pipeline, or of one above whose artifacts are wanted. */
export type Need = { job: string; artifacts?: boolean } | { pipeline: string; job: string; artifacts: true };

export interface Artifacts {
  paths: readonly string[];
  when?: "always";
  access: "developer";
  expire_in: string;
  reports?: { junit?: string; terraform?: string };
}

export interface PipelineDocument {
  /** Where it comes from, one line each. */
  comment: readonly string[];
  stages: readonly string[];
  /** Keywords besides stages and jobs. */
  global: Record<string, unknown>;
  jobs: Record<string, Job>;
}

/** Bytes of one configuration file that GitLab reads, by its oldest default. Source: GitLab, «Instance limits». */
const LARGEST_DOCUMENT = 1024 * 1024;

/** What GitLab would refuse; its message is for the user. */
export class PipelineError extends Error {}

/** The document as YAML; equal documents give equal bytes. Throws a PipelineError where GitLab would not read it. */
export function toYaml({ comment, stages, global, jobs }: PipelineDocument): string {
  const text = [
    ...comment.map((line) => `# ${line}\n`),
    dump({ stages, ...global, ...jobs }, { noRefs: true, lineWidth: -1 }),
  ].join("");
  const size = Buffer.byteLength(text);
  if (size > LARGEST_DOCUMENT) {
    throw new PipelineError(
      `the pipeline has ${size} bytes, GitLab reads ${LARGEST_DOCUMENT} by default: select fewer stacks with --environment, --cluster or --only`,
    );
  }
  return text;
}
