"use strict";
// Shows what the session shows and reports what the operator does; what keys and sticks mean is the session's business.
const STEP = 50; // milliseconds between reports while something is held
const RADIUS = 90; // pixels of a drag at full speed
const REST = 0.1; // deflection of a stick that isn't worth a report
const TITLES = {
  ready: "Ready", recording: "Recording", practice: "Practice", checking: "Checking", kept: "Kept", rejected: "Not kept",
  lost: "No connection",
};
const BUTTONS = { gripper: ["Gripper", "Space"], next: ["Next layout", "N"], reset: ["Reset", "B"], discard: ["Discard", "X"],
  record: ["Record", "R"] };
const find = (id) => document.getElementById(id);
const held = new Set();
let pressed = [];
let drag = null;
let buttonsBefore = [];
let drives = false;
let busy = false;
let moved = false; // the last report was of hands that are not at rest

function make(tag, text, parent) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (parent) parent.append(made);
  return made;
}

// What the operator does ----------------------------------------------------------------------------------------------

function pad() {
  const found = [...navigator.getGamepads()].find((one) => one && one.connected);
  if (!found) return null;
  const buttons = found.buttons.map((button) => button.value);
  buttons.forEach((value, n) => { if (value > 0.5 && !(buttonsBefore[n] > 0.5)) pressed.push(`Pad${n}`); });
  buttonsBefore = buttons;
  return { axes: [...found.axes], buttons };
}

async function report() {
  if (busy) return;
  const sticks = drives ? pad() : null;
  const still = !held.size && !drag && !(sticks && [...sticks.axes, ...sticks.buttons].some((value) => Math.abs(value) > REST));
  if (still && !moved && !pressed.length) return;
  const body = JSON.stringify({ held: [...held], pressed, drag: drag && drag.now, pad: sticks });
  pressed = [];
  moved = !still;
  busy = true;
  try {
    await fetch("input", { method: "POST", headers: { "Content-Type": "application/json" }, body });
  } catch { /* the status tells */ }
  busy = false;
}

function light(code, down) {
  const name = code.startsWith("Key") ? code.slice(3) : code.startsWith("Shift") ? "Shift" : code;
  document.querySelectorAll("button kbd, [data-title=Keys] kbd").forEach((key) => { if (key.textContent === name) key.classList.toggle("down", down); });
}

function watchKeys() {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !/^(Key[A-Z]|Space|Shift(Left|Right))$/.test(event.code)) return;
    event.preventDefault();
    if (event.repeat) return;
    held.add(event.code);
    pressed.push(event.code);
    light(event.code, true);
    report();
  });
  addEventListener("keyup", (event) => { held.delete(event.code); light(event.code, false); report(); });
  addEventListener("blur", () => { held.forEach((code) => light(code, false)); held.clear(); drag = null; report(); });
}

function watchMouse() {
  const stage = find("stage");
  stage.addEventListener("contextmenu", (event) => event.preventDefault());
  stage.addEventListener("pointerdown", (event) => {
    const box = stage.getBoundingClientRect();
    drag = { x: event.clientX, y: event.clientY, now: { right: 0, down: 0, button: event.button } };
    stage.setPointerCapture(event.pointerId);
    stage.classList.add("dragging");
    for (const id of ["knob", "puck"]) {
      find(id).style.left = `${event.clientX - box.left}px`;
      find(id).style.top = `${event.clientY - box.top}px`;
    }
  });
  stage.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const x = event.clientX - drag.x, y = event.clientY - drag.y;
    const shrink = Math.min(1, RADIUS / (Math.hypot(x, y) || 1)), box = stage.getBoundingClientRect();
    drag.now.right = x * shrink / RADIUS;
    drag.now.down = y * shrink / RADIUS;
    find("puck").style.left = `${drag.x - box.left + x * shrink}px`;
    find("puck").style.top = `${drag.y - box.top + y * shrink}px`;
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
    stage.addEventListener(end, () => { drag = null; stage.classList.remove("dragging"); report(); });
  }
}

// What the session shows ----------------------------------------------------------------------------------------------

function describe(about) {
  find("instruction").textContent = about.instruction;
  document.title = `perdure teleop: ${about.instruction}`;
  find("where").textContent = `${about.suite}, task ${about.index}, device ${about.device}`;
  drives = about.at_page;
  document.body.classList.toggle("drives", drives);
  for (const [order, [title, key]] of Object.entries(BUTTONS)) {
    if (order === "gripper" && !drives) continue;
    const button = make("button", title, find("buttons"));
    button.id = `do-${order}`;
    button.title = about.orders[order] || "close or open the gripper";
    if (drives) make("kbd", key, button);
    button.addEventListener("click", () => { pressed.push(order); button.blur(); report(); });
  }
  for (const [title, rows] of Object.entries(about.legend)) {
    const card = make("div", "", find("legend"));
    card.dataset.title = title;
    make("h2", title, card);
    for (const [keys, meaning] of rows) {
      const line = make("p", "", card), names = make("span", "", line);
      keys.forEach((key) => make("kbd", key, names));
      make("span", meaning, line);
    }
  }
}

function showStatus(status) {
  const shown = status.phase === "running" ? (status.recording ? "recording" : "practice") : status.phase;
  find("state").dataset.phase = shown;
  find("phase").textContent = TITLES[shown] || shown;
  find("message").textContent = status.message;
  find("steps").textContent = status.steps;
  find("seconds").textContent = `${status.seconds.toFixed(1)} s`;
  find("gripper").textContent = status.closed ? "closed" : "open";
  find("kept").textContent = status.wanted === null ? status.kept : `${status.kept} of ${status.wanted}`;
  find("discarded").textContent = status.discarded;
  find("stored").textContent = status.stored;
  find("progress").style.width = `${100 * status.progress}%`;
  find("share").textContent = `${Math.round(100 * status.progress)} %`;
  find("held").style.width = `${100 * Math.min(1, status.held / status.hold)}%`;
  find("holding").textContent = `${Math.min(status.held, status.hold)} of ${status.hold}`;
  find("do-record").classList.toggle("lit", status.recording);
}

function lost() {
  find("state").dataset.phase = "lost";
  find("phase").textContent = TITLES.lost;
  find("message").textContent = "The session has ended, or the tunnel to it is down.";
}

async function watchStatus() {
  try {
    showStatus(await (await fetch("status")).json());
  } catch { lost(); }
  setTimeout(watchStatus, 100);
}

async function watchPictures() {
  const canvases = [find("agentview"), find("eye_in_hand")];
  for (let number = 0; ;) {
    try {
      const answer = await fetch(`picture?after=${number}`);
      if (answer.status === 204) continue; // nothing new
      if (!answer.ok) throw new Error(answer.statusText);
      number = Number(answer.headers.get("X-Number"));
      const picture = await createImageBitmap(await answer.blob()), side = picture.height;
      canvases.forEach((canvas, n) => {
        if (canvas.width !== side) canvas.width = canvas.height = side;
        canvas.getContext("2d").drawImage(picture, n * side, 0, side, side, 0, 0, side, side);
      });
      picture.close();
    } catch {
      await new Promise((wake) => setTimeout(wake, 1000));
    }
  }
}

fetch("about").then((answer) => answer.json()).then((about) => {
  describe(about);
  if (drives) { watchKeys(); watchMouse(); }
  setInterval(report, STEP);
  watchStatus();
  watchPictures();
});
