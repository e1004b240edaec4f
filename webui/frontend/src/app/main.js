// The page itself: htmx and the small habits of forms, lists and keys. Everything works by delegation.
import "htmx.org/dist/htmx.esm.js";
import "../css/app.css";
import "./drafts.js";
import "./uploads.js";
import "./again.js";
import "./rows.js";
import "./confirm.js";
import "./keys.js";
import "./counters.js";
import "./errors.js";
import "./menu.js";
