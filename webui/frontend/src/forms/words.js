// What the form editor says, in Spanish. It asks no dictionary: its literals are exchanged when the bundle is built
// (`spanish.js`), so that nothing a designer typed can be taken for a word of the editor.

/** The literals of the editor that a person reads, as they stand in its source between quotes. */
export const WORDS = {
  // the palette
  "Components": "Campos", "Search components": "Buscar un campo", "Clear content": "Borrar", "No components found.": "Ningún campo se llama así.",
  "Input": "Para escribir", "Selection": "Para elegir", "Presentation": "Para leer", "Containers": "Para agrupar", "Action": "Acción",
  "Text field": "Texto corto", "Text area": "Texto largo", "Number": "Número", "Date time": "Fecha u hora", "Expression": "Cálculo", "File picker": "Documento",
  "Checkbox": "Casilla", "Checkbox group": "Varias casillas", "Radio group": "Una opción", "Select": "Lista", "Tag list": "Lista de varias",
  "Text view": "Texto fijo", "HTML view": "HTML", "Image view": "Imagen", "Table": "Tabla", "Document preview": "Vista de documento",
  "Spacer": "Espacio", "Separator": "Línea", "Group": "Grupo", "Dynamic list": "Filas", "Button": "Botón", "Form": "Formulario",
  "Date": "Fecha", "Time": "Hora", "Date & Time": "Fecha y hora", "Value": "Opción", "# Text": "### Título",

  // the canvas
  "Build your form": "Haga su formulario", "Drag and drop components here.": "Arrastre campos hasta aquí.",
  "Drag and drop components here to start designing.": "Arrastre campos desde la izquierda, o pulse Entrar sobre uno.",
  "Use the preview window to test your form.": "La pestaña «Como se verá» lo prueba.",
  "Text view is empty": "Texto fijo, vacío", "Text view is populated by an expression": "Texto que sale de una expresión", "Text view is templated": "Texto con datos del expediente",
  "Expression is empty": "Cálculo sin expresión", "Remove form field": "Quitar el campo", "Repeatable": "Se repite por cada fila",
  "Search": "Buscar", "Browse": "Elegir…", "No files selected": "ningún archivo", "Add new": "Agregar una fila", "No results": "Nada coincide",
  "All values selected": "Todo está elegido", "Increment": "Incremento", "Decrement": "Disminuir", "Skip to search": "Ir a la búsqueda", "Remove tag": "Quitar",
  "Nothing to show.": "Nada que mostrar.", "Collapse": "Plegar", "Date and time must both be entered.": "Hacen falta la fecha y la hora.",

  // the panel itself
  "Toggle section": "Abrir o cerrar la sección", "Section contains an error": "La sección tiene un error", "Section contains edits": "La sección tiene datos",
  "<empty>": "<vacío>", "<none>": "<ninguno>", "Toggle list item": "Abrir o cerrar", "Delete item": "Quitar", "Create new list item": "Agregar", "Create": "Agregar",
  "Open pop-up editor": "Abrir en una ventana", "Opened in popup": "Abierto en una ventana", "Opened in editor": "Abierto en una ventana",
  "Close popup": "Cerrar la ventana", "Save and close": "Guardar y cerrar", "FEEL expression is mandatory": "Se escribe como expresión FEEL",
  "Unparsable FEEL expression.": "La expresión FEEL no se entiende.", "Open documentation": "Abrir la ayuda",
  "Select a form field to edit its properties.": "Elija un campo para ver y cambiar lo que dice.",
  "Multiple form fields are selected. Select a single form field to edit its properties.": "Hay varios campos elegidos. Elija uno solo.",

  // groups and entries of the panel
  "General": "General", "Validation": "Qué se exige", "Constraints": "Límites", "Condition": "Cuándo se oculta", "Layout": "Ancho", "Appearance": "Aspecto",
  "Options source": "De dónde salen las opciones", "Static options": "Opciones", "Dynamic options": "Opciones de un dato del caso", "Options expression": "Expresión de las opciones",
  "Custom properties": "Otras propiedades", "Serialization": "Cómo se guarda",
  "ID": "Id", "Key": "Clave: nombre con que se guarda", "Binds to a form variable": "Con este nombre la leen las condiciones y las tablas",
  "Path": "Clave: nombre con que se guarda", "Where the child variables of this component are pathed to.": "Bajo este nombre quedan las respuestas de adentro",
  "Field label": "Pregunta", "Group label": "Título del grupo", "Table label": "Título", "Title": "Título", "Label": "Texto que se lee", "Date label": "Pregunta de la fecha", "Time label": "Pregunta de la hora",
  "Field description": "Ayuda bajo la pregunta", "Default value": "Valor de partida", "Checked": "marcada", "Not checked": "sin marcar", "Disabled": "No se usa",
  "Disable this field when it should not be interactive for end-users. Its data will not be submitted. This setting takes precedence over read-only.": "Se ve apagado y no responde nada. Vale más que «Solo se lee».",
  "Read only": "Solo se lee",
  "Make this field read-only when it cannot be edited by the end-user, but its content is important for them to see. Its data will still be submitted.": "Muestra un dato del expediente que aquí no se cambia; sigue formando parte de lo que se responde.",
  "Text": "Texto", "Supports markdown and templating.": "### al comienzo de una línea: título; -: lista. {{ nombre }} pone un dato del expediente.",
  "Decimal digits": "Decimales", "Subtype": "Qué se pide", "Disallow past dates": "No admite días pasados", "Time interval": "Cada cuántos minutos", "Use 24h": "De 0 a 24 horas",
  "Define an expression to calculate the value of this field": "Expresión que lo calcula; no se muestra", "Target value": "Cálculo", "Compute on": "Se calcula", "Value changes": "cada vez que algo cambia", "Form submission": "al registrar",
  "Supported file formats": "Formatos que admite", "A comma-separated list of": "Extensiones separadas por comas: .pdf,.docx. Vacío: .pdf.", "Upload multiple files": "Admite varios documentos",
  "Default number of items": "Filas al comenzar", "Allow add/delete items": "Se pueden agregar y quitar filas", "Disable collapse": "Siempre abierta", "Number of non-collapsing items": "Filas siempre a la vista",
  "Show outline": "Con borde", "Vertical alignment": "Alineación", "Top": "arriba", "Center": "al centro", "Bottom": "abajo", "Columns": "Columnas de dieciséis", "Auto": "todo el ancho que haya",
  "Type": "De dónde", "Static": "una lista propia", "Input data": "un dato del caso",
  "Input values key": "Nombre del dato", "Define which input property to populate the values from": "Una lista de textos, o de pares con label y value",
  "The input property may be an array of simple values or alternatively follow this schema:": "El dato es una lista de textos, o de esta forma:",
  "The expression may result in an array of simple values or alternatively follow this schema:": "La expresión da una lista de textos, o de esta forma:",
  "Define an expression to populate the options from.": "Expresión que da la lista de opciones",
  "Hide if": "Se oculta si", "Condition under which the field is hidden": "Mientras se cumpla, el campo no se ve ni se exige",
  "Deactivate if": "No se calcula si", "Condition under which the field is deactivated": "Mientras se cumpla, no da ningún valor",
  "Required": "Obligatorio", "Minimum length": "Letras como mínimo", "Maximum length": "Letras como máximo", "Minimum": "Mínimo", "Maximum": "Máximo",
  "Validation pattern": "Forma del texto", "Custom": "propia", "Email": "correo electrónico", "Phone": "teléfono", "Custom regular expression": "Expresión regular", "Custom error message": "Frase que lo explica",
  "The error message to display when the input does not match the regular expression.": "Lo que lee quien escribe otra cosa.",

  // what is wrong with what was typed there
  "Must not be empty.": "No puede quedar vacío.", "Must not be empty": "No puede quedar vacío.", "Must be unique.": "Ya hay otro igual.", "Must not contain spaces.": "Sin espacios.",
  "Must not contain prefix.": "Sin dos puntos.", "Must be a valid QName.": "Empieza con letra; luego letras, cifras, guion y guion bajo.",
  "Must be a variable or a dot separated path.": "Solo letras, cifras y guion bajo, sin espacios.", "Must be a variable or a dot-separated path": "Solo letras, cifras y guion bajo, sin espacios.",
  "Must be empty, a variable or a dot-separated path": "Vacío, o solo letras, cifras y guion bajo.", "Must not contain numerical path segments.": "No puede ser solo cifras.",
  "Must not be a prohibited path.": "Ese nombre no se puede usar.", "Must not conflict with other key/path assignments.": "Otro campo ya guarda con ese nombre.",
  "Must not cause two binding paths to collide": "Otro campo ya guarda con ese nombre.",
  "Should be a valid number": "Debe ser un número.", "Should be a valid number.": "Debe ser un número.", "Should be an integer.": "Debe ser un número entero.", "Should be greater than zero.": "Debe ser mayor que cero.",
  "Should be greater than or equal to zero.": "Debe ser cero o más.",
};

/** What is no plain literal: each pattern must be found in the editor or the viewer beneath it. */
export const PATCHES = [
  ["export { ContextPadModule,", "export { CheckboxEntry, FeelEntry, NumberFieldEntry, SelectEntry, TextfieldEntry, ContextPadModule,"], // what our own entries are made of
  ["`Create ${getIndefiniteArticle(type)} ${label} element`", "`Agregar: ${label}`"],
  ["`Remove ${entry.label}`", "`Quitar: ${entry.label}`"],
  ["`Expression for '${key}'`", "`Cálculo de «${key}»`"],
  ["`Click to ${active ? 'remove' : 'set a'} dynamic value with FEEL expression`", "active ? 'Escribirlo como valor fijo' : 'Escribirlo como expresión FEEL'"],
  [/translate\(`List contains \{numOfItems\} item\$\{items\.length != 1 \? 's' : ''\}`/, "translate('Hay {numOfItems}'"],
  ["popupTitle = `${element.type} / `", "popupTitle = element.label ? `${element.label}: ` : ''"],
  ["valueLabel || 'Select'", "valueLabel || 'Elija una opción'"],
  [/label: 'Value',(?!\s*value:)/g, "label: 'Palabra que se guarda',"],
  [/`Value \$\{index\}`/, "`Opción ${index}`"], [/`value\$\{index\}`/, "`opcion${index}`"], [/value: 'value'/g, "value: 'opcion'"],
  [/'"Static" defines[^;]*FEEL expression\.'/, "'Una lista propia se escribe aquí. Un dato del caso o una expresión dan otra lista en cada expediente.'"],
  ["'The built-in phone validation pattern is based on the E.164 standard with no spaces. Ex: +491234567890'", "'Con + y el código del país, sin espacios: +5114567890'"],
  [/tooltip: 'Use a unique "key"[^\n]*/, "tooltip: 'Una palabra corta, sin espacios ni tildes, distinta en cada campo: sustento, fecha_de_uso.',"],
  [/'Routes the children of this component into a form variable, may be left empty[^']*'/, "'Todas las filas quedan en una lista con este nombre.'"],
  ["'Routes the children of this component into a form variable.'", "'Las respuestas de adentro quedan juntas bajo este nombre. Vacío: cada una queda por su cuenta.'"],
  [/, ' ', jsx\("a", \{\s*href: "https:\/\/docs\.camunda\.io[^}]*children: "Learn more"\s*\}\)/g, ""],
  [/, ' ', jsx\("a", \{\s*href: "https:\/\/developer\.mozilla\.org[^}]*children: "file type specifiers"\s*\}\)/, ""],
  ["`Should be at least ${min}.`", "`Debe ser ${min} o más.`"], ["`Should be at most ${max}.`", "`Debe ser ${max} o menos.`"],
  ["`Should be at least ${minimumValue.toString()}.`", "`Debe ser ${minimumValue.toString()} o más.`"],
  [/`Should not contain more than \$\{decimalDigits\} decimal digits\.?`/g, "`No más de ${decimalDigits} decimales.`"],
  ["`Minimum ${MIN_COLUMNS} columns are allowed`", "`Al menos ${MIN_COLUMNS} columnas.`"], ["`Maximum ${MAX_COLUMNS} columns are allowed`", "`A lo más ${MAX_COLUMNS} columnas.`"],
  ["`New value exceeds the maximum of ${MAX_COLUMNS_PER_ROW} columns per row`", "`Las columnas de una fila no pueden pasar de ${MAX_COLUMNS_PER_ROW}.`"],
  ["`Maximum ${MAX_FIELDS_PER_ROW} fields per row are allowed`", "`A lo más ${MAX_FIELDS_PER_ROW} campos por fila.`"],
  ["`Expand all (${values.length - 1})`", "`Abrir todas (${values.length - 1})`"],
];
