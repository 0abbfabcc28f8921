"""Which cells of a lesson a cell depends on."""

import ast
import builtins


class Names(ast.NodeVisitor):
    """What a cell reads of other cells, and what it defines, in Python's own order."""

    def __init__(self, source):
        self.read, self.defined, self.fixed = set(), set(), set()
        self.local = [set()]  # of comprehensions and functions
        self.visit(ast.parse(source))

    def visit_Name(self, node):
        if any(node.id in names for names in self.local):
            return
        if isinstance(node.ctx, ast.Store):
            self.defined.add(node.id)
        elif node.id not in self.defined:
            self.read.add(node.id)

    def visit_alias(self, node):
        self.fixed.add((node.asname or node.name).split(".")[0])

    def visit_Assign(self, node):
        for part in (node.value, *node.targets):
            self.visit(part)

    def visit_AugAssign(self, node):
        self.read |= {n.id for n in ast.walk(node.target) if isinstance(n, ast.Name)}
        self.generic_visit(node)

    def visit_For(self, node):
        for part in (node.iter, node.target, *node.body, *node.orelse):
            self.visit(part)

    def visit_FunctionDef(self, node):
        stored = [n for n in ast.walk(node) if isinstance(n, ast.Name | ast.arg)]
        stores = {n.id for n in stored if isinstance(getattr(n, "ctx", 0), ast.Store)}
        self.fixed.add(getattr(node, "name", ""))
        self.local.append(stores | {n.arg for n in stored if isinstance(n, ast.arg)})
        self.generic_visit(node)
        self.local.pop()

    visit_Lambda = visit_ClassDef = visit_FunctionDef
    visit_ListComp = visit_SetComp = visit_FunctionDef
    visit_DictComp = visit_GeneratorExp = visit_FunctionDef


def needed(sources):
    """Leaves out cells on which the last one does not depend.

    A cell is kept if it defines what a later one reads, or names a variable that a
    later one reads, since it may change what that holds. Modules, functions and
    CONSTANTS do not change, and pictures change nothing.
    """
    cells = [Names(source) for source in sources]
    fixed = set(dir(builtins)).union(*(cell.fixed for cell in cells))
    fixed |= {name for cell in cells for name in cell.read if name.isupper()}
    kept, read = [sources[-1]], cells[-1].read
    for source, cell in zip(sources[-2::-1], cells[-2::-1]):
        named = set() if "plt.show()" in source else cell.read - fixed
        if (cell.defined | cell.fixed | named) & read:
            read = (read - cell.defined) | cell.read
            kept.insert(0, source)
    return kept
