import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const theme = EditorView.theme({
  "&": { backgroundColor: "transparent", color: "var(--color-ink)", fontSize: "12px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "20px" },
  ".cm-content": { padding: "12px 0", caretColor: "var(--color-ink)" },
  ".cm-line": { padding: "0 16px 0 4px" },
  ".cm-cursor": { borderLeftColor: "var(--color-ink)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--color-ink-3)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 4px 0 12px", minWidth: "36px" },
  ".cm-foldGutter .cm-gutterElement": { padding: "0 4px" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--color-hover) 60%, transparent)" },
  ".cm-selectionBackground": { backgroundColor: "var(--color-pressed) !important" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "var(--color-accent-edge) !important",
  },
  ".cm-selectionMatch": { backgroundColor: "var(--color-accent-wash)" },
  ".cm-matchingBracket": {
    backgroundColor: "var(--color-accent-wash) !important",
    color: "var(--color-accent) !important",
  },
  ".cm-variable, .cm-variable *": { color: "var(--color-accent) !important" },
  ".cm-variable": { backgroundColor: "var(--color-accent-wash)", borderRadius: "3px" },
  ".cm-tooltip": {
    backgroundColor: "var(--color-float)",
    color: "var(--color-ink)",
    border: "1px solid var(--color-line-2)",
    borderRadius: "8px",
    boxShadow: "var(--shadow-float)",
    overflow: "hidden",
  },
  ".cm-diagnostic": { padding: "6px 10px", fontFamily: "var(--font-sans)", fontSize: "12px", lineHeight: "18px" },
  ".cm-diagnostic-error": { borderLeft: "2px solid var(--color-loss)" },
  ".cm-diagnostic-warning": { borderLeft: "2px solid var(--color-warn)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--color-loss) 1px",
    textUnderlineOffset: "3px",
  },
  ".cm-lintRange-warning": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--color-warn) 1px",
    textUnderlineOffset: "3px",
  },
  ".cm-gutter-lint": { width: "18px" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "5px 0 0 6px" },
  ".cm-lint-marker": { width: "10px", height: "10px", content: "none", borderRadius: "50%" },
  ".cm-lint-marker-error": { backgroundColor: "var(--color-loss)", content: "none !important" },
  ".cm-lint-marker-warning": { backgroundColor: "var(--color-warn)", borderRadius: "2px", content: "none !important" },
  ".cm-panels": { backgroundColor: "var(--color-canvas)", color: "var(--color-ink)", borderColor: "var(--color-line)" },
  ".cm-textfield": {
    backgroundColor: "var(--color-surface)",
    border: "1px solid var(--color-line-field)",
    borderRadius: "4px",
  },
  ".cm-button": {
    backgroundImage: "none",
    backgroundColor: "var(--color-surface)",
    border: "1px solid var(--color-line-2)",
    borderRadius: "4px",
  },
  ".cm-foldPlaceholder": {
    backgroundColor: "var(--color-sunken)",
    border: "1px solid var(--color-line)",
    color: "var(--color-ink-3)",
  },
  ".cm-changedLine": { backgroundColor: "var(--color-gain-wash) !important" },
  ".cm-deletedChunk": { backgroundColor: "var(--color-loss-wash) !important", paddingLeft: "4px" },
  ".cm-changedText, .cm-deletedText": { background: "none !important" },
  ".cm-changeGutter": { width: "3px", paddingLeft: "0" },
  ".cm-changedLineGutter": { backgroundColor: "var(--color-gain)" },
  ".cm-deletedLineGutter": { backgroundColor: "var(--color-loss)" },
  ".cm-collapsedLines:before, .cm-collapsedLines:after": { content: '""' },
  ".cm-collapsedLines": { background: "var(--color-sunken)", color: "var(--color-ink-3)", padding: "2px 16px" },
});

const highlight = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: "var(--color-ink)", fontWeight: "500" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--color-create)" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: "var(--color-update)" },
  { tag: tags.content, color: "var(--color-ink-2)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--color-ink-3)" },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: "var(--color-ink-3)" },
]);

/** The editor in the dashboard's own colours, both themes at once. */
export const look = [theme, syntaxHighlighting(highlight)];
