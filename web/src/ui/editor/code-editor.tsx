import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, foldGutter, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import { look } from "./look";
import { diagnosticsOf, type Problem } from "./problems";
import { variables } from "./variables";

export type EditorHandle = { goTo: (line: number, column?: number) => void };

type Props = {
  label: string;
  value: string;
  onChange: (text: string) => void;
  onSave: () => void;
  problems: readonly Problem[];
  isReadOnly?: boolean;
  ref?: Ref<EditorHandle>;
};

/** A YAML editor with marks where something is wrong. Tab indents; Escape, then Tab leaves it. */
export function CodeEditor({ label, value, onChange, onSave, problems, isReadOnly = false, ref }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  /** A place that was asked for before there was an editor. */
  const wanted = useRef<[line: number, column: number]>(null);
  const latest = useRef({ onChange, onSave });
  latest.current = { onChange, onSave };

  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor is made once; what changes is told to it below
  useEffect(() => {
    if (!place.current) return;
    const made = new EditorView({ parent: place.current, state: start() });
    view.current = made;
    if (wanted.current) show(made, ...wanted.current);
    wanted.current = null;
    return () => made.destroy();
  }, [isReadOnly, label]);

  function save(): boolean {
    latest.current.onSave();
    return true;
  }

  function start(): EditorState {
    return EditorState.create({
      doc: value,
      extensions: [
        lineNumbers(),
        foldGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        highlightActiveLine(),
        highlightSelectionMatches(),
        lintGutter(),
        yaml(),
        variables,
        look,
        indentUnit.of("  "),
        EditorView.lineWrapping,
        // The bar above and the one below stand over the page that scrolls.
        EditorView.scrollMargins.of(() => ({ top: 64, bottom: 72 })),
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false" }),
        EditorState.readOnly.of(isReadOnly),
        keymap.of([
          { key: "Mod-s", preventDefault: true, run: save },
          ...defaultKeymap,
          ...searchKeymap,
          ...historyKeymap,
          ...lintKeymap,
          indentWithTab,
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) latest.current.onChange(update.state.doc.toString());
        }),
      ],
    });
  }

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    const editor = view.current;
    if (editor) editor.dispatch(setDiagnostics(editor.state, diagnosticsOf(editor.state.doc, problems)));
  }, [problems]);

  useImperativeHandle(ref, () => ({
    goTo(line, column = 1) {
      if (view.current) show(view.current, line, column);
      else wanted.current = [line, column];
    },
  }));

  return <div ref={place} className="min-h-0 min-w-0" />;
}

function show(editor: EditorView, line: number, column: number): void {
  const found = editor.state.doc.line(Math.min(Math.max(line, 1), editor.state.doc.lines));
  const at = Math.min(found.from + column - 1, found.to);
  editor.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
  editor.focus();
}
