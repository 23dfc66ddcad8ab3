// An analyst's word on a record: what was said before, and a form to say more.
import { useRef, useState } from "preact/hooks";
import { sendCorrection, undoCorrection, type Report, type Schemas } from "./api";
import { tellCorrected } from "./corrected";
import { categoryNames, titleCase } from "./words";

type Field = Schemas["NewCorrection"]["field"];
const fields: [Field, string][] = [
  ["wrong", "The record is wrong altogether"], ["event", "Category"], ["mode", "Mode"], ["context", "Context"], ["actor", "Actor"],
  ["recipient", "Recipient"], ["date", "Date"], ["place", "Place"], ["dead", "Dead"], ["injured", "Injured"], ["arrested", "Arrested"], ["size", "Participants"],
];

const examples: Partial<Record<Field, string>> = { date: "2017-11-10", actor: "KAZ.GOV.MIL; IND", recipient: "KAZ", mode: "visit", context: "military", place: "New Delhi", dead: "12", injured: "30", arrested: "5", size: "2000" };

function nameOfAnalyst(): string {
  try {
    return localStorage.getItem("analyst") ?? "";
  } catch {
    return "";
  }
}

function rememberAnalyst(name: string): void {
  try {
    localStorage.setItem("analyst", name);
  } catch {
    // A browser that keeps nothing asks again.
  }
}

export function Correct({ record }: { record: Report }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [field, setField] = useState<Field>("wrong");
  const [error, setError] = useState("");
  const [kept, setKept] = useState<Schemas["Report"]["corrections"]>([]);
  const all = [...record.corrections, ...kept.filter((c) => !record.corrections.some((other) => other.id === c.id))];
  const holds = (c: Schemas["Report"]["corrections"][number]) => c.value !== "" && all.filter((other) => other.field === c.field).pop() === c;

  const undo = async (number: number) => {
    const who = nameOfAnalyst() || window.prompt("Your name")?.trim();
    if (!who) return;
    try {
      const correction = await undoCorrection(number, who);
      rememberAnalyst(who);
      setKept([...kept, correction]);
      setError("");
      tellCorrected();
    } catch (problem) {
      setError((problem as Error).message);
    }
  };

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    try {
      const value = field === "wrong" ? text("note") || "wrong" : text("value");
      const correction = await sendCorrection({ record: record.id, field, value, note: text("note"), who: text("who") });
      rememberAnalyst(text("who"));
      setKept([...kept, correction]);
      setError("");
      tellCorrected();
      dialog.current?.close();
    } catch (problem) {
      setError((problem as Error).message);
    }
  };

  return (
    <div class="correct">
      {all.length > 0 && (
        <ul class="corrections">
          {all.map((c) => (
            <li key={c.id}>
              <b>{c.field}</b> {c.was && <s>{c.was}</s>} {c.field !== "wrong" && (c.value || "taken back")} {c.note && <q>{c.note}</q>}
              <span class="dim">
                {" "}
                {c.who}, {c.at.slice(0, 10)}
              </span>{" "}
              {holds(c) && (
                <button class="quiet" title="The field says again what it said before" onClick={() => undo(c.id)}>
                  Take back
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {error && !dialog.current?.open && (
        <p class="notice" role="alert">
          {error}
        </p>
      )}
      <button class="quiet" onClick={() => dialog.current?.showModal()}>
        Correct this record
      </button>
      <dialog ref={dialog} aria-label="Correct this record">
        <form method="dialog" onSubmit={submit}>
          <h2>Correct this record</h2>
          <blockquote>{record.text}</blockquote>
          <p class="dim">The coding stays as it is; what you say is kept beside it with your name and the time.</p>
          <label>
            What
            <select value={field} onChange={(e) => setField(e.currentTarget.value as Field)}>
              {fields.map(([name, label]) => (
                <option value={name} key={name}>
                  {label}
                </option>
              ))}
            </select>
          </label>
          {field === "event" && (
            <label>
              What would be right
              <select name="value">
                {categoryNames.map((name) => (
                  <option value={name} key={name}>
                    {titleCase(name)}
                  </option>
                ))}
              </select>
            </label>
          )}
          {field !== "event" && field !== "wrong" && (
            <label>
              What would be right
              <input name="value" required maxLength={200} placeholder={examples[field] ?? ""} />
            </label>
          )}
          <label>
            Note
            <textarea name="note" rows={2} maxLength={180} />
          </label>
          <label>
            Your name
            <input name="who" required maxLength={100} defaultValue={nameOfAnalyst()} autocomplete="name" />
          </label>
          {error && (
            <p class="notice" role="alert">
              {error}
            </p>
          )}
          <p class="buttons">
            <button type="submit" class="primary">
              Keep
            </button>
            <button type="button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
          </p>
        </form>
      </dialog>
    </div>
  );
}
