"""Values and data as drawn: where they live, who sees them, where they go, who waits for them (BPMN 2.0, 10.4)."""

from tests.conformance.model import Model, chapter, model
from tests.conformance.words import counts, decide, retry, shows, told
from tests.engine.drawing import *
from tests.engine.drawing import process


# fmt: off
def flowing(*steps: str, more: str = "") -> str:
    """A start, these steps in a row, and an end."""
    ids = [step.partition('id="')[2].partition('"')[0] for step in steps]
    return more + start() + "".join(steps) + end() + ways(" ".join(["inicio", *ids, "fin"]))


def beside(first: str, second: str, more: str = "") -> str:
    """Two tasks a and b at the same time."""
    return more + start() + both("g") + first + second + end() + ways("inicio g a fin", "g b fin")


def change(text: str) -> str:
    return f"<transformation>{text}</transformation>"


def line(given: str, to: str) -> str:
    return f"<assignment><from>{given}</from><to>{to}</to></assignment>"


NEEDS = user("a", io("entrada") + reads("ref_base", "in_entrada"))
WRITES = user("b", io(outputs="base") + writes("out_base", "ref_base"))
STORE = '<dataStore id="ds" name="Registro de ordenanzas"/>'
REFERENCE = '<dataStoreReference id="ref_store" name="Ordenanzas" dataStoreRef="ds"/>'
SETS = ('<ioSpecification><dataInput id="in_uno" name="uno"/><dataInput id="in_dos" name="dos"/><inputSet><dataInputRefs>in_uno</dataInputRefs></inputSet>'
        "<inputSet><dataInputRefs>in_dos</dataInputRefs></inputSet><outputSet/></ioSpecification>")
POINTS = '<property id="p_a" name="__targetRef_placeholder"/>' + reads("ref_base", "p_a")
CARRIES = throw("t", '<dataInput id="in_m" name="monto"/><inputSet><dataInputRefs>in_m</dataInputRefs></inputSet>' + reads("ref_base", "in_m") + message)
TAKES = catch("c", '<dataOutput id="out_m" name="monto"/><outputSet><dataOutputRefs>out_m</dataOutputRefs></outputSet>' + writes("out_m", "ref_llegado") + message)
GATHERS = ('<ioSpecification><dataInput id="in_todos" name="todos" isCollection="true"/><dataOutput id="out_actas" name="actas" isCollection="true"/>'
           "<inputSet><dataInputRefs>in_todos</dataInputRefs></inputSet><outputSet><dataOutputRefs>out_actas</dataOutputRefs></outputSet></ioSpecification>"
           + reads("ref_lotes", "in_todos") + writes("out_actas", "ref_resultados")
           + "<multiInstanceLoopCharacteristics><loopDataInputRef>in_todos</loopDataInputRef><loopDataOutputRef>out_actas</loopDataOutputRef>"
             '<inputDataItem id="it" name="lote"/><outputDataItem id="ot" name="acta"/></multiInstanceLoopCharacteristics>')

SCOPES = chapter("10.4.1 Data: where values live",
    model("value_across_branches", "values of the case", "What one branch decides the other sees.",
          start() + both("g") + user("a") + user("b") + script("c", "n + 1", "m") + end() + ways("inicio g a fin", "g b c fin"), decide("a", n=1), decide("b"),
          shows(ended="fin", values={"m": 2}), shows="WDP-5 Case data"),
    model("value_by_output", "output mapping", "What a task answers becomes values by its outputs, and nothing else of it does.",
          flowing(user("a", extension=mapping(outputs={"visto": "= decision"}))), decide("a", decision="si", nota="x"), shows(values={"visto": "si"}, unset="decision nota"),
          shows="WDP-9 Task to task"),
    model("value_by_input", "input mapping", "What a task is given is seen by it alone.",
          flowing(user("a", extension=mapping({"local": "= n * 2"})), user("b")), shows(sees=("a", {"local": 8})), decide("a"), shows(sees=("b", {"local": None})), n=4,
          shows="WDP-1 Task data"),
    model("value_inputs_in_order", "input mapping", "An input may read the one before it.", flowing(user("a", extension=mapping({"uno": "= 1", "dos": "= uno + 1"}))), shows(sees=("a", {"dos": 2}))),
    model("value_text", "input mapping", "A mapping without an equals sign is the text as it stands.", flowing(user("a", extension=mapping({"uno": "tal cual"}))), shows(sees=("a", {"uno": "tal cual"}))),
    model("value_outputs_at_once", "output mapping", "Outputs are worked out before any is written.",
          flowing(user("a", extension=mapping(outputs={"n": "= m", "m": "= n"}))), decide("a"), shows(values={"n": 2, "m": 1}), n=1, m=2),
    model("value_path", "output mapping, path", "A path writes into a context and leaves the rest.",
          flowing(user("a", extension=mapping(outputs={"caso.opinion": "= opinion"})), script("b", "caso", "copia")), decide("a", opinion="si"),
          shows(values={"copia": {"asunto": "x", "opinion": "si"}}), caso={"asunto": "x"}),
    model("value_parameter", "parameter of the municipality", "An expression may ask the register of parameters, once in a step, and what it heard is written.",
          flowing(script("a", "parametro.nivel", "n"), script("b", "parametro.nivel", "m")), shows(values={"n": "distrital", "m": "distrital"}), shows="WDP-7 Environment data"),
    model("value_milestone", "milestone of a case", "A milestone is a fact of the whole case, seen behind the walls of its calls.",
          start() + service("m", "casos.marcar_hito", mapping({"hito": "listo"})) + call("llama", "q") + end() + ways("inicio m llama fin"), shows(open="llama/si"),
          after=process("q", start("i") + xor("x", "f-no") + user("si") + user("no") + ways("i x") + flow("x", "si", "hitos.listo") + flow("x", "no", name="f-no"))),
    model("value_corrected", "values corrected in an incident", "A value that an officer corrects is seen when the step is tried again.",
          start() + xor("x") + user("a") + end() + ways("inicio x", "a fin") + flow("x", "a", "n &gt; 5"), shows(fails="x flow"), retry("x", n=6), shows(open="a"), n=1),
    model("object_null", "data object", "A data object is null until something writes it.", flowing(user("a"), more=datum("Informe")), shows(values={"Informe": None}, sees=("a", {"Informe": None})), like=55),
    model("object_scope", "data object in a sub-process", "It lives and ends with the scope that holds it.",
          flowing(subprocess("s", datum("borrador") + script("b", "7", "borrador") + user("c") + ways("b c")), user("d")), shows(sees=("s/c", {"borrador": 7})), decide("s/c"),
          shows(open="d", unset="borrador"), shows="WDP-2 Block data"),
    model("object_each_run", "data object in a repetition", "Each run has its own.",
          flowing(subprocess("s", datum("borrador") + script("b", "if cada = 1 then 7 else null", "borrador") + user("c") + ways("b c") + several("[1,2]"))),
          shows(sees=("s[1]/c", {"borrador": 7})), shows(sees=("s[2]/c", {"borrador": None})), shows="WDP-4 Multiple instance data"),
    model("object_references", "data object references", "Two references to one data object are one value.",
          flowing(script("a", "5", "_", io(outputs="x") + writes("out_x", "r1")), user("b", io("leida") + reads("r2", "in_leida")),
                  more='<dataObject id="o" name="acta"/><dataObjectReference id="r1" name="Borrador" dataObjectRef="o"/><dataObjectReference id="r2" name="Final" dataObjectRef="o"/>'),
          shows(values={"acta": 5}, sees=("b", {"leida": 5}))),
    model("property_task", "property of an activity", "A property belongs to its activity and ends with it.",
          flowing(user("a", '<property id="pr" name="veces"/>'), user("b")), shows(sees=("a", {"veces": None})), decide("a"), shows(open="b", sees=("b", {"veces": None}), unset="veces"), shows="WDP-1 Task data"),
    model("property_process", "property of a process", "A property of the process is seen everywhere in it.",
          flowing(script("a", "veces = null", "n"), more='<property id="pr" name="veces"/>'), shows(values={"n": True, "veces": None})),
    model("only_drawn", "data that is only drawn", "Data that leads to nothing declared only points: nobody waits for it.",
          flowing(user("a", POINTS), more=datum("base")), shows(open="a"), decide("a"), shows(ended="fin"), like=56),
    model("store_read", "data store, read", "A data store is a register of the municipality: an arrow from it gives its rows.",
          flowing(user("a", io("normas") + reads("ref_store", "in_normas")), more=REFERENCE),
          shows(sees=("a", {"normas": [{"clave": "004-2023", "titulo": "Reglamento interno", "vigente": True}]})), before=STORE, like=55, shows="WDP-7 Environment data"),
    model("store_chosen", "data store, transformation", "A transformation chooses among its rows.",
          flowing(user("a", io("norma") + reads("ref_store", "in_norma", change("= Ordenanzas[vigente].titulo"))), more=REFERENCE),
          shows(sees=("a", {"norma": ["Reglamento interno"]})), before=STORE),
    model("store_written", "data store, written", "An arrow to it adds a row, which the next step reads.",
          flowing(user("a", io(outputs="numero titulo") + writes("out_numero out_titulo", "ref_store", line("= numero", "Ordenanzas.clave") + line("= titulo", "Ordenanzas.titulo"))),
                  script("b", "registro(&quot;ordenanzas&quot;, numero).titulo", "leido"), more=REFERENCE),
          decide("a", numero="001-2026", titulo="Nueva"), shows(values={"leido": "Nueva"}), before=STORE),
    model("store_drawn", "data store, only drawn", "A data store with which nothing is joined asks nobody.", flowing(script("a"), more=REFERENCE), shows(ended="fin"), before=STORE, like=55),
    model("register_unknown", "register nobody keeps", "A register that the municipality does not keep is an incident, not an empty list.",
          flowing(script("a", "registro(&quot;nada&quot;, 1)", "n")), shows(fails="a register")),
)

ARROWS = chapter("10.4.2 Execution semantics for data",
    model("input_copy", "data input association", "An input is a copy of the datum that is drawn to it.",
          flowing(user("a", io("entrada") + reads("ref_base", "in_entrada")), more=datum("base")), shows(sees=("a", {"entrada": 7})), base=7, like=56),
    model("input_transformation", "data input association, transformation", "A transformation gives the input its value.",
          flowing(user("a", io("doble") + reads("ref_base", "in_doble", change("= base * 2"))), more=datum("base")), shows(sees=("a", {"doble": 8})), base=4),
    model("input_assignments", "data input association, assignments", "Assignments write parts of an input.",
          flowing(user("a", io("ficha") + reads("ref_base", "in_ficha", line("= base + 1", "ficha.monto") + line("fijo", "ficha.tipo"))), more=datum("base")),
          shows(sees=("a", {"ficha": {"monto": 5, "tipo": "fijo"}})), base=4),
    model("input_awaited", "input set", "An activity waits until its input is there.",
          beside(NEEDS, WRITES, datum("base")), shows(open="b"), decide("b", base=7), shows(open="a", sees=("a", {"entrada": 7})), shows="WDP-34 Task precondition: data existence"),
    model("input_optional", "input set, optional input", "An optional input is not waited for.",
          beside(user("a", io("entrada", optional="entrada") + reads("ref_base", "in_entrada")), WRITES, datum("base")), shows(open="a b")),
    model("input_sets", "several input sets", "The first set that is there is the one that counts.",
          start() + both("g") + user("a", SETS + reads("ref_primero", "in_uno") + reads("ref_segundo", "in_dos")) + user("b") + script("c", "1", "primero") + end()
          + ways("inicio g a fin", "g b c fin") + datum("primero") + datum("segundo"), shows(open="a b", sees=("a", {"dos": 2, "uno": None})), segundo=2),
    model("input_nobody_writes", "input nobody writes", "Nobody waits for what nothing in the diagram writes.", flowing(NEEDS, more=datum("base")), shows(open="a")),
    model("input_never", "input set", "Waiting for data with nothing else open is told, and never silence.",
          flowing(NEEDS, script("b", "1", "base"), more=datum("base")), shows(open="", fails="a data")),
    model("output_arrow", "data output association", "An answer goes to the datum that its output is drawn to.",
          flowing(user("a", io(outputs="texto") + writes("out_texto", "ref_acta")), user("b"), more=datum("acta") + datum("otra")), decide("a", texto="t"), shows(open="b", values={"acta": "t"})),
    model("output_missing", "output set", "An output that is declared and not there is an incident when the activity ends.",
          flowing(user("a", io(outputs="texto") + writes("out_texto", "ref_acta")), more=datum("acta")), decide("a", otro=1), shows(fails="a data"), shows="WDP-36 Task postcondition: data existence"),
    model("output_of_script", "data output association", "The result of a script is its only output.",
          flowing(script("a", "6 * 7", "_", io(outputs="total") + writes("out_total", "ref_suma")), more=datum("suma")), shows(values={"suma": 42})),
    model("output_state", "data state", "The state in which a datum is drawn can be read.",
          flowing(user("a", writes("", "ref_Informe")), script("b", "Informe_estado", "e"), more=datum("Informe", '<dataState name="firmado"/>')), decide("a"), shows(values={"e": "firmado"})),
    model("output_of_sub_process", "data output of a sub-process", "A sub-process gives its output when it is done, and keeps the rest.",
          flowing(subprocess("s", user("t", io(outputs="dicho") + writes("out_dicho", "out_total")) + io(outputs="total") + writes("out_total", "ref_suma")), user("b"), more=datum("suma")),
          decide("s/t", dicho=3), shows(open="b", values={"suma": 3}, unset="total"), shows="WDP-11 Sub-workflow to block"),
    model("event_data", "data of events", "A message carries the inputs of what throws it and gives the outputs of what catches it.",
          start() + both("g") + user("a") + CARRIES + TAKES + end() + ways("inicio g a t fin", "g c fin") + datum("base") + datum("llegado"), decide("a"), shows(values={"llegado": 9}),
          before=MESSAGE, base=9),
    model("collection_data", "data of a repetition", "A repetition goes through the collection drawn to it, and gathers the one drawn from it.",
          flowing(user("a", GATHERS), more=datum("lotes") + datum("resultados")), shows(sees=("a[2]", {"lote": "y"})), decide("a[2]", acta="de y"), decide("a[1]", acta="de x"),
          shows(ended="fin", values={"resultados": ["de x", "de y"]}, unset="acta"), lotes=["x", "y"], shows="WDP-13 To multiple instance task, WDP-14 From multiple instance task"),
    model("call_data", "data of a call", "A call gives its inputs and takes its outputs by their order.",
          flowing(call("c", "otro", inside=io("mio", "resultado") + reads("ref_base", "in_mio") + writes("out_resultado", "ref_suma")), more=datum("base") + datum("suma")),
          shows(ended="fin", values={"suma": 8}), base=4, shows="WDP-10 Block to sub-workflow",
          after=process("otro", '<ioSpecification><dataInput id="pi" name="suyo"/><dataOutput id="po" name="doble"/><inputSet/><outputSet/></ioSpecification>'
                        + start("i") + script("t", "suyo * 2", "doble") + end("f") + ways("i t f"))),
    model("global_script", "global script task", "A global task of scripts gives the call its value.",
          flowing(call("c", "sumar", mapping({"entra": "= n"}, {"total": "= sale"}))), shows(ended="fin", values={"total": 2}), n=1,
          after='<globalScriptTask id="sumar"><extensionElements><zeebe:script expression="= entra + 1" resultVariable="sale"/></extensionElements></globalScriptTask>'),
    model("value_from_outside", "data from the world", "A message writes values into a running case.",
          start() + both("g") + catch("llega", message) + user("a") + user("b", extension=mapping({"visto": "= monto"})) + end() + ways("inicio g llega b fin", "g a fin"), told("respuesta", monto=9),
          shows(open="a b", sees=("b", {"visto": 9})), before=MESSAGE, shows="WDP-16 Environment to task: push"),
    model("value_to_outside", "data to the world", "A service is given values of the case.",
          flowing(service("a", "prueba.eco", mapping({"monto": "= n"}))), shows(values={"eco": {"monto": 3}}), n=3, shows="WDP-15 Task to environment: push"),
    model("value_decides", "data-based routing", "What a repetition collected may decide the way.",
          start() + user("a", several("[1,2]", collect='outputCollection="votos" outputElement="= voto"')) + xor("x", "f-b") + user("c") + user("b") + end() + ways("inicio a x", "c fin", "b fin")
          + flow("x", "c", "count(votos[item = &quot;no&quot;]) = 0") + flow("x", "b", name="f-b"), decide("a[1]", voto="si"), decide("a[2]", voto="no"), shows(open="b"), counts(x=1),
          shows="WDP-40 Data-based routing"),
)

MODELS: list[Model] = [*SCOPES, *ARROWS]
