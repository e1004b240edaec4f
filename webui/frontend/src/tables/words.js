// What the decision editor says, in Spanish.
import { WORDS as CORE } from "../shared/words-core.js";

export const WORDS = {
  ...CORE,
  // the drawing of decisions
  "Activate hand tool": "Mover el lienzo", "Activate lasso tool": "Elegir varios con un lazo", "Add text annotation": "Agregar una nota",
  "Append business knowledge model": "Agregar una función", "Append decision": "Agregar una decisión", "Append input data": "Agregar un dato de entrada", "Append knowledge source": "Agregar una fuente (norma)",
  "Create decision": "Crear una decisión", "Create input data": "Crear un dato de entrada", "Create knowledge model": "Crear una función", "Create knowledge source": "Crear una fuente (norma)",
  "Connect to other element": "Unir con otro: la flecha va hacia quien lo usa", "Change type": "Cambiar de clase", "Delete": "Borrar", "Edit": "Abrir", "Element name": "Nombre", "Literal expression": "Una expresión", "Literal Expression": "Una expresión",
  "Decision table": "Tabla de decisión", "Empty": "Sin contenido", "Open decision table": "Abrir la tabla", "Open literal expression": "Abrir la expresión", "Open function": "Abrir la función", "Resize": "Cambiar de tamaño",
  "Definition ID": "Id del archivo", "Definition name": "Nombre del archivo", "View DRD": "Ver el dibujo", "Search in diagram": "Buscar en el dibujo", "Create connection": "Unir",
  "Element must have an unique id.": "El id ya lo tiene otro.", "Element must have an id.": "Falta el id.", "Id must not contain whitespace.": "El id no lleva espacios.", "Id must not contain prefix.": "El id no lleva dos puntos.", "Id must be a valid QName.": "El id empieza con letra y lleva solo letras, cifras, guion y guion bajo.",
  "dmn:Decision": "decisión", "dmn:InputData": "dato de entrada", "dmn:KnowledgeSource": "fuente", "dmn:BusinessKnowledgeModel": "función",

  // the table
  "Add": "Agregar", "Add input": "Agregar una condición", "Add output": "Agregar un resultado", "Add input column left": "Agregar condición a la izquierda", "Add input column right": "Agregar condición a la derecha",
  "Add output column left": "Agregar resultado a la izquierda", "Add output column right": "Agregar resultado a la derecha", "Add rule": "Agregar una fila", "Add rule above": "Agregar fila encima", "Add rule below": "Agregar fila debajo",
  "Add cell description": "Agregar nota a la celda", "Remove cell description": "Quitar la nota de la celda", "Remove rule": "Quitar la fila", "Remove input column": "Quitar la condición", "Remove output column": "Quitar el resultado",
  "Copy rule": "Copiar la fila", "Cut rule": "Cortar la fila", "Paste rule above": "Pegar fila encima", "Paste rule below": "Pegar fila debajo", "Move rule": "Mover la fila",
  "Copy input column": "Copiar la condición", "Cut input column": "Cortar la condición", "Paste input column left": "Pegar condición a la izquierda", "Paste input column right": "Pegar condición a la derecha",
  "Copy output column": "Copiar el resultado", "Cut output column": "Cortar el resultado", "Paste output column left": "Pegar resultado a la izquierda", "Paste output column right": "Pegar resultado a la derecha",
  "Annotation": "Nota", "Annotations": "Norma y explicación", "Decision name": "Nombre de la decisión", "Decision name: ": "Nombre de la decisión: ", "When": "Cuando", "And": "y", "Then": "entonces",
  "Input": "Condición", "Output": "Resultado", "Input label": "Título de la condición", "Input label: ": "Título de la condición: ", "Input expression": "Qué se mira", "Input expression: ": "Qué se mira: ", "Input type": "Tipo de dato", "Input values": "Valores que admite",
  "Output label": "Título del resultado", "Output label: ": "Título del resultado: ", "Output name": "Nombre del resultado", "Output name: ": "Nombre del resultado: ", "Output type": "Tipo de dato", "Output values": "Valores que admite",
  "Expression": "Dato o expresión que se mira", "Enter expression": "por ejemplo monto", "Edit input": "Cambiar la condición", "Edit output": "Cambiar el resultado", "Input: ": "Condición: ", "Output: ": "Resultado: ",
  "Decision table context menu": "Menú de la tabla", "Hit policy": "Cómo se aplica", "Hit policy:": "Cómo se aplica:", "Unique": "Una sola fila", "First": "La primera que se cumple", "Priority": "La de mayor prioridad", "Any": "Cualquiera",
  "Collect": "Todas, en una lista", "Collect (Sum)": "Todas, y se suman", "Collect (Min)": "Todas, y vale la menor", "Collect (Max)": "Todas, y vale la mayor", "Collect (Count)": "Cuántas se cumplen", "Rule order": "Todas, en el orden de las filas", "Output order": "Todas, por prioridad del resultado",
  "No overlap is possible and all rules are disjoint. Only a single rule can be matched": "En cada caso se cumple una sola fila; dos a la vez es un error",
  "Rules may overlap. The first matching rule will be chosen": "Si se cumplen varias filas, vale la primera",
  "Rules may overlap. The one with the highest priority will be chosen": "Si se cumplen varias, vale el resultado que está primero en la lista de valores",
  "Rules may overlap. Their output have to match": "Pueden cumplirse varias si dan el mismo resultado",
  "Collects the values of all matching rules": "Da la lista de los resultados de todas las filas que se cumplen",
  "Collects the values of all matching rules and sums up to a single value": "Suma los resultados de las filas que se cumplen", "Collects the values of all matching rules and uses the lowest value": "Da el menor de los resultados", "Collects the values of all matching rules and uses the highest value": "Da el mayor de los resultados", "Collects the values of all matching rules and counts the number of them": "Cuenta los resultados distintos",
  "Collects the values of all matching rules in rule order": "Da los resultados en el orden de las filas", "Collects the values of all matching rules in order of output values": "Da los resultados en el orden de su lista de valores",
  "Collects the values of all matching rules in decreasing output priority order": "Da los resultados en el orden de su lista de valores", "Rules may overlap. Collects the values of all matching rules in rule order": "Da los resultados en el orden de las filas",

  // the small windows of a cell
  "After": "después de", "Before": "antes de", "Between": "entre", "Exactly": "exactamente", "Equals": "igual a", "Greater": "mayor que", "Greater or equals": "mayor o igual que", "Less": "menor que", "Less or equals": "menor o igual que",
  "Comparison": "Comparación", "Comparison operator": "Signo de la comparación", "Range": "Entre dos valores", "Range start value": "Desde", "Range end value": "Hasta", "Range start operator": "El primero cuenta", "Range end operator": "El último cuenta", "Include": "cuenta", "Exclude": "no cuenta",
  "Start value": "Desde", "End value": "Hasta", "Start date": "Desde el día", "End date": "Hasta el día", "Start time": "Desde la hora", "End time": "Hasta la hora", "Start date and time": "Desde", "End date and time": "Hasta",
  "Test type": "Qué se exige", "Match one": "Es uno de estos", "Match none": "No es ninguno de estos", "Value": "Valor", "Values": "Valores", "No values": "Sin valores", "Add values": "Agregar valores", "Add predefined values": "Agregar valores", "Predefined values": "Valores previstos", "Clear predefined values": "Quitar los valores previstos", "Custom values": "Otros valores", "Remove item": "Quitar",
  "Input cell values": "Valores de la celda", "Strings must be in double quotes": "Cada texto va entre comillas dobles", "\"value\", \"value\", ...": "\"uno\", \"otro\"…", "\"value\"": "\"uno\"", "Set value": "Poner el valor", "String value": "Texto", "Boolean value": "Sí o no", "Yes": "sí", "No": "no",
  "Edit boolean": "Elegir sí o no", "Edit date": "Elegir fecha", "Edit time": "Elegir hora", "Edit date and time": "Elegir fecha y hora", "Edit duration": "Escribir la duración", "Edit number": "Escribir el número", "Edit string": "Elegir los textos",
  "Edit start date": "Elegir desde qué día", "Edit end date": "Elegir hasta qué día", "Edit start time": "Elegir desde qué hora", "Edit end time": "Elegir hasta qué hora", "Edit start date and time": "Elegir desde cuándo", "Edit end date and time": "Elegir hasta cuándo",
  "Date": "Fecha", "Time": "Hora", "Date and time": "Fecha y hora", "Date value": "Fecha", "Time value": "Hora", "Date and time value": "Fecha y hora", "Duration value": "Duración", "Set date": "Poner la fecha", "Set time": "Poner la hora", "Set date and time": "Poner fecha y hora", "Set duration": "Poner la duración", "Use today": "Hoy", "Use now": "Ahora",
  "e.g. { example } ": "por ejemplo { example } ", "e.g. { sample }": "por ejemplo { sample }",
  "Date must match pattern yyyy-MM-dd": "Se escribe año-mes-día: 2026-11-24", 
  "Time must match pattern hh:mm:ss[time zone]": "Se escribe 14:30:00", "Date and time must match pattern yyyy-MM-ddTHH:mm:ss[time zone]": "Se escribe 2026-11-24T14:30:00",
  "Must match PnDTnH": "Se escribe P5D (días), PT8H (horas)", "Must match PnYnM": "Se escribe P1Y (años), P2M (meses)",
  "Change cell expression language": "Cambiar el lenguaje", "Expression language": "Lenguaje", "Expression language:": "Lenguaje:", "Expression language: {expressionLanguageLabel}": "Lenguaje: {expressionLanguageLabel}", "Editing not supported for set expression language": "Ese lenguaje no se ejecuta aquí; escríbalo en FEEL",

  // one expression, and functions
  "Literal expression editor": "Expresión", "Variable name": "Nombre del resultado", "Variable name:": "Nombre del resultado:", "Variable type": "Tipo de dato", "Variable type:": "Tipo de dato:", "name": "nombre", "Name": "Nombre", "Type": "Tipo de dato",
  "Kind": "Clase", "Edit function kind": "Clase de función", "Function kind: {kind}": "Clase de función: {kind}", "Edit formal parameters": "Cambiar lo que recibe", "Add parameter": "Agregar un dato que recibe", "Remove parameter": "Quitar", "Parameter name": "Nombre", "Parameter type": "Tipo de dato",

  // kinds of data
  "string": "texto", "boolean": "sí o no", "number": "número", "date": "fecha", "time": "hora", "dateTime": "fecha y hora", "date and time": "fecha y hora", "dayTimeDuration": "duración en días y horas", "days and time duration": "duración en días y horas", "yearMonthDuration": "duración en años y meses", "years and months duration": "duración en años y meses"
};
