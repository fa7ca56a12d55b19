/** What a column can be compared by. */
export type Operator =
  | "$eq"
  | "$ne"
  | "$gt"
  | "$gte"
  | "$lt"
  | "$lte"
  | "$in"
  | "$nin"
  | "$between"
  | "$like"
  | "$ilike"
  | "$null";

/** How many values an operator takes: one, a list, two, a pattern, or nothing but yes or no. */
export type Takes = "one" | "list" | "pair" | "pattern" | "truth";

const TAKES: Record<Operator, Takes> = {
  $eq: "one",
  $ne: "one",
  $gt: "one",
  $gte: "one",
  $lt: "one",
  $lte: "one",
  $in: "list",
  $nin: "list",
  $between: "pair",
  $like: "pattern",
  $ilike: "pattern",
  $null: "truth",
};

const WORDS: Record<Operator, string> = {
  $eq: "is",
  $ne: "is not",
  $gt: "above",
  $gte: "at least",
  $lt: "below",
  $lte: "at most",
  $in: "is one of",
  $nin: "is none of",
  $between: "between",
  $like: "is like",
  $ilike: "is like (any case)",
  $null: "is null",
};

/** Of days and times people say it otherwise. */
const TIME_WORDS: Partial<Record<Operator, string>> = { $gt: "after", $gte: "from", $lt: "before", $lte: "until" };

const ALL = Object.keys(TAKES) as Operator[];
const ORDERED = ["integer", "decimal", "float", "text", "date", "time", "timestamp"];
const TIMES = ["date", "time", "timestamp"];
const NEEDS_ORDER: Operator[] = ["$gt", "$gte", "$lt", "$lte", "$between"];

export function isOperator(word: string): word is Operator {
  return (ALL as string[]).includes(word);
}

export function takes(operator: Operator): Takes {
  return TAKES[operator];
}

export function operatorWords(operator: Operator, type = ""): string {
  return (TIMES.includes(type) && TIME_WORDS[operator]) || WORDS[operator];
}

/** The operators that the server accepts for a column of a type; every one where the type is not known. */
export function operatorsFor(type: string | undefined): Operator[] {
  if (type === undefined) return ALL;
  if (type === "json" || type === "other" || type.startsWith("array of ")) return ["$null"];
  return ALL.filter((operator) => {
    if (NEEDS_ORDER.includes(operator)) return ORDERED.includes(type);
    return TAKES[operator] !== "pattern" || type === "text";
  });
}

/** Whether `$now` can stand beside a column of a type, or be written to it. */
export function takesNow(type: string, engine: string, isWritten: boolean): boolean {
  if (type === "date" || type === "timestamp" || type === "integer") return true;
  return type === "text" && (isWritten || engine === "sqlite");
}
