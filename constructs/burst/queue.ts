/** Burst queue: Kueue's queue on the platform's cluster whose jobs run on the cluster in the cloud (MultiKueue). */
import { Construct } from "constructs";
import { BURST } from "../../lib/burst/index.js";
import type { BurstPlan } from "../../lib/placement/index.js";
import { ExternalSecret } from "../external-secret/index.js";
import { PROJECT_ROLE } from "../gpu-sharing/index.js";
import { BurstNamespace, declareKueue, declareQueue } from "./both-sides.js";

/** Secret with the way to the cluster in the cloud, under Kueue's key `kubeconfig`; also its path in the secret store. */
const KUBECONFIG = { name: "burst-kubeconfig", path: "burst/worker" };

export interface BurstQueueProps {
  readonly plan: BurstPlan;
}

/** A queue of its own, in no cohort: nothing of the cloud is lent to production, and nothing borrowed from it. */
export class BurstQueue extends Construct {
  constructor(scope: Construct, id: string, { plan }: BurstQueueProps) {
    super(scope, id);
    this.joinWorker(plan.queueNamespace);
    declareQueue(this, plan, { admissionChecksStrategy: { admissionChecks: [{ name: BURST }] } });
    for (const project of Object.keys(plan.projects)) this.admit(plan, project);
  }

  /** The kubeconfig never passes this project: External Secrets brings it from the store to Kueue. */
  private joinWorker(namespace: string): void {
    new ExternalSecret(this, "kubeconfig", { namespace, ...KUBECONFIG });
    declareKueue(this, "worker", "MultiKueueCluster", {
      clusterSource: { kubeConfig: { locationType: "Secret", location: KUBECONFIG.name } },
    });
    declareKueue(this, "workers", "MultiKueueConfig", { clusters: [BURST] });
    declareKueue(this, "check", "AdmissionCheck", {
      controllerName: "kueue.x-k8s.io/multikueue",
      parameters: { apiGroup: "kueue.x-k8s.io", kind: "MultiKueueConfig", name: BURST },
    });
  }

  /** A namespace of the project's own for the burst: what is in it may leave the platform, nothing else may. */
  private admit(plan: BurstPlan, project: string): void {
    const closed = new BurstNamespace(this, `project-${project}`, { plan, project });
    const { team } = plan.projects[project] ?? {};
    if (team !== undefined) closed.grant("team", PROJECT_ROLE, plan.groups.team.replace("{team}", team));
  }
}
