import { download, post, remove } from "../api.js";
import { ask } from "../ask.js";
import { h, problem, say } from "../dom.js";

/** What can be done with a job as it stands; a refusal is shown in its slot. */
export function actionsOf(job, path, refused, refresh) {
  const act = (text, call, more = {}) => h("button", {
    type: "button", ...more,
    onclick: async e => {
      const button = e.currentTarget;
      button.disabled = true;
      refused.replaceChildren();
      try {
        await call();
      } catch (error) {
        refused.replaceChildren(problem(error));
        refused.firstChild.focus();
        await refresh().catch(() => {});
      } finally {
        button.disabled = false;
      }
    },
  }, text);

  if (!job.ended_at) {
    if (job.status === "canceling") return [];
    return [act("Cancel", async () => {
      const sure = await ask({ title: "Cancel this job?", text: "It stops within a step. What was made so far can still be looked at.", action: "Cancel the job", danger: true });
      if (!sure) return;
      await post(`${path}/cancel`);
      say("The job is being canceled.");
      await refresh();
    })];
  }
  const actions = job.results.map((result, i) => act(job.results.length > 1 ? `Download ${i + 1}` : "Download",
    () => download(result.url, `${job.external_id ?? job.id}${i ? `-${i + 1}` : ""}.${result.media_type.split("/")[1]}`)));
  if (continuable(job)) {
    actions.push(act("Continue…", async () => {
      const more = await ask({
        title: "More rounds for this job?", text: "It goes on from its best candidates, with as much time as it had at first.", action: "Continue",
        fields: [h("div", { class: "fields" }, number("rounds", "Rounds", 2, 16), number("candidates", "Candidates a round", job.refinement.candidates, 32))],
      });
      if (!more) return;
      await post(`${path}/continue`, { rounds: Number(more.get("rounds")), candidates: Number(more.get("candidates")) });
      say("The job goes on.");
      await refresh();
    }));
  }
  actions.push(act("Replay…", async () => {
    const wanted = await ask({
      title: "Make this job again?", text: "A new job with the same references, policy and seed: it comes to the same pictures. Another seed gives others.", action: "Replay",
      fields: [h("label", {}, "Seed", h("input", { name: "seed", inputmode: "numeric", pattern: "[0-9]{1,16}", value: job.seed, required: true }))],
    });
    if (!wanted) return;
    const seed = Number(wanted.get("seed"));
    location.hash = `#/jobs/${(await post(`${path}/replay`, seed === job.seed ? {} : { seed })).id}`;
    say("A replay was submitted.");
  }));
  actions.push(act("Delete…", async () => {
    const sure = await ask({ title: "Delete this job?", text: "Its candidates, results, prompt and scores go for good. References stay, as other jobs may use them.", action: "Delete the job", danger: true });
    if (!sure) return;
    await remove(path);
    say("The job is deleted.");
    location.hash = "#/jobs";
  }, { class: "danger" }));
  return actions;
}

const continuable = job => job.outcome === "below_gate" || job.status === "expired" || ["below_gate", "infeasible"].includes(job.failure?.code);

const number = (name, label, value, max) => h("label", {}, label, h("input", { name, type: "number", min: 1, max, value, required: true }));
