// The table, and whether the aims are met.

import { say } from "./processes.mjs";

const AIMS = [
  { ours: "Bailiwick, Postgres", peer: "PostGraphile", times: 4 },
  { ours: "Bailiwick, Postgres", peer: "Directus", times: 50 },
  { ours: "Bailiwick, SQLite", peer: "datasette", times: 50 },
];

function median(numbers) {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

const medianOf = (system, figure) => median(system.rounds.map(figure));
const rateOf = (system) => medianOf(system, ({ rate }) => rate);
const whole = (number) => Math.round(number).toLocaleString("en-US");

/** Microseconds of an answer; null where the system does not tell. */
function cost(system, figure) {
  if (system.rounds.some((round) => figure(round) === null)) return null;
  return medianOf(system, (round) => (1e6 * figure(round)) / round.answered);
}

function microseconds(system, figure) {
  const found = cost(system, figure);
  return found === null ? "" : `${whole(found)} µs`;
}

export function print(systems) {
  const rows = [
    ["", "rate", "rounds", "processor, each", "of the load", "load's core", "bytes"],
    ["---", "---", "---", "---", "---", "---", "---"],
  ];
  for (const system of systems) {
    const share = medianOf(system, ({ processor, seconds }) => (100 * processor) / seconds);
    rows.push([
      system.name,
      `${whole(rateOf(system))} /s`,
      system.rounds.map(({ rate }) => whole(rate)).join(", "),
      microseconds(system, ({ server }) => server),
      microseconds(system, ({ processor }) => processor),
      `${whole(share)} %`,
      whole(medianOf(system, ({ bytes }) => bytes)),
    ]);
  }
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) say(`| ${row.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`);
  say("");
}

/** Prints each aim; true where all are met. A peer that was left out misses its aim. */
export function judge(systems) {
  let all = true;
  for (const { ours, peer, times } of AIMS) {
    const [one, other] = [ours, peer].map((name) => systems.find((system) => system.name === name));
    if (!other) {
      say(`${peer}: not measured`);
      all = false;
      continue;
    }
    const ratio = rateOf(one) / rateOf(other);
    const isMet = ratio >= times;
    const [mine, theirs] = [one, other].map((system) => cost(system, ({ server }) => server));
    const processor = mine === null ? "" : `, for 1/${(theirs / mine).toFixed(1)} of the processor time each`;
    const verdict = isMet ? "met" : "MISSED";
    say(
      `${peer}: ${ours} answers ${ratio.toFixed(1)} times as many${processor}; aim ${times} times as many: ${verdict}`,
    );
    all &&= isMet;
  }
  return all;
}
