import { expect, test } from "vitest";
import type { Explanation } from "../../api/access";
import { copyText, sayVerdict } from "./words";

const GRANT = {
  grant: "g",
  role: { id: "r", name: "Developer" },
  actions: [],
  team: null,
  scope: "everywhere, without production",
  expires_at: null,
  has_action: true,
  reaches: false,
  in_time: true,
  verdict: "production_left_out",
  reason: "it gives the action, but leaves production out",
};

const NO: Explanation = {
  allowed: false,
  action: "policy.deploy",
  description: "deploy",
  principal: { kind: "member", id: "m", name: "Jonas Weber", email: null, owner: null },
  path: [
    { kind: "organization", id: "o", name: "Acme Inc." },
    { kind: "instance", id: "i", name: "Production" },
  ],
  sentence: "",
  obstacle: null,
  grants: [GRANT, { ...GRANT, grant: "h", role: { id: "s", name: "Reader" }, verdict: "lacks_action" }],
  fixes: [],
};

test("why not names how many grants are held, and the nearest", () => {
  expect(sayVerdict(NO)).toEqual({
    start: "Jonas Weber holds two grants.",
    main: "None gives “Deploy policy” on Production.",
    more: "The nearest is Developer, which leaves out production.",
  });
});

test("a name that ends with a full stop gets no second one", () => {
  const on = { ...NO, path: NO.path.slice(0, 1), grants: [] };
  expect(sayVerdict(on).main).toBe("Nothing gives “Deploy policy” on Acme Inc.");
});

test("what stands in the way of every grant is said alone", () => {
  expect(sayVerdict({ ...NO, obstacle: "it is suspended and holds nothing" })).toEqual({
    start: "",
    main: "It is suspended and holds nothing.",
    more: "",
  });
});

test("why names the grant that gives it, its way and its end", () => {
  const yes = { ...NO, allowed: true, grants: [{ ...GRANT, verdict: "granted", team: { id: "t", name: "SRE" } }] };
  expect(sayVerdict(yes).main).toBe("It gives “Deploy policy” on Production.");
  expect(sayVerdict(yes).more).toBe("Developer, through the team SRE.");
});

test("rights and names are said as they are written; what stands for a name begins the sentence", () => {
  const bare = { ...GRANT, role: null, actions: ["audit.view"], verdict: "granted" };
  const principal = {
    kind: "personal_token",
    id: "p",
    name: "a personal access token of Jonas",
    email: null,
    owner: "m",
  };
  const said = sayVerdict({ ...NO, allowed: true, grants: [bare], principal });
  expect(said.more).toBe("audit.view, given directly.");
  expect(said.start).toBe("A personal access token of Jonas holds one grant.");
  const token = { ...principal, kind: "service_token", name: "ci Inc." };
  expect(sayVerdict({ ...NO, principal: token }).start).toBe("ci Inc. holds two grants.");
});

test("the copied answer has the question, the verdict and each grant", () => {
  const lines = copyText(NO).split("\n");
  expect(lines[0]).toBe("Can Jonas Weber deploy policy (policy.deploy) on Acme Inc. / Production?");
  expect(lines[1]).toMatch(/^No\. Jonas Weber holds two grants\./);
  expect(lines.filter((line) => line.startsWith("- "))).toHaveLength(2);
});
