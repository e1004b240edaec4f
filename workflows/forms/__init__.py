"""What a form asks: reads form-js files, decides which fields are shown, and judges what an officer typed."""

from workflows.forms.checking import Checked
from workflows.forms.form import Form, read
from workflows.forms.model import Field, Option, has_own_rows
from workflows.forms.showing import Shown

__all__ = ["Checked", "Field", "Form", "Option", "Shown", "has_own_rows", "read"]
