import ast
import importlib.util
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "index", "prompts")
DISTRIBUTION = "newshound-bot"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
DEPENDENCIES = [Requirement(line) for line in PROJECT["dependencies"]]
EXTRAS = [Requirement(line) for lines in PROJECT["optional-dependencies"].values() for line in lines]


def files_of_the_packages():
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*")]
    return {path.relative_to(ROOT).as_posix() for path in paths if path.is_file() and path.parent.name != "__pycache__"}


def imported_packages():
    trees = [ast.parse(path.read_text()) for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.partition(".")[0] for name in names}


def pins():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pairs = [line.split("==") for line in lines if not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pairs}


@pytest.mark.parametrize("name", PACKAGES)
def test_each_package_comes_from_this_repository(name):
    spec = importlib.util.find_spec(name)

    assert spec is not None
    assert spec.origin == str(ROOT / name / "__init__.py")


@pytest.mark.parametrize("name", [*PACKAGES, "tests", "benchmarks", "samples"])
def test_no_other_distribution_and_no_standard_module_has_our_names(name):
    assert set(packages_distributions().get(name, [])) <= {DISTRIBUTION}
    assert name not in sys.stdlib_module_names


def test_the_wheel_holds_every_module_and_data_file_and_nothing_else(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=60)

    [wheel] = tmp_path.glob("*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}

    assert held == files_of_the_packages()
    assert any(name.startswith("prompts/templates/") and name.endswith(".md") for name in held)


def test_the_console_script_leads_to_a_function_of_ours():
    module, _, function = PROJECT["scripts"]["newshound"].partition(":")
    spec = importlib.util.find_spec(module)

    assert spec is not None
    assert spec.origin is not None
    tree = ast.parse(Path(spec.origin).read_text())
    assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_imported_package_is_a_declared_dependency():
    providers = packages_distributions()
    foreign = imported_packages() - set(PACKAGES) - sys.stdlib_module_names
    declared = {canonicalize_name(requirement.name) for requirement in DEPENDENCIES + EXTRAS}

    undeclared = {
        name for name in foreign if not declared & {canonicalize_name(provider) for provider in providers[name]}
    }

    assert undeclared == set()


@pytest.mark.parametrize("requirement", DEPENDENCIES + EXTRAS, ids=str)
def test_every_dependency_has_an_upper_bound_and_a_fitting_pin(requirement):
    assert {"<", "=="} & {specifier.operator for specifier in requirement.specifier}
    assert pins()[canonicalize_name(requirement.name)] in requirement.specifier


def test_the_pins_name_versions_of_the_package_index_and_nothing_else():
    for version in pins().values():
        assert version.replace(".", "").replace("post", "").isalnum()
        assert version[0].isdigit()


def test_the_distribution_cannot_be_uploaded_by_mistake():
    assert PROJECT["name"] == DISTRIBUTION
    assert "Private :: Do Not Upload" in PROJECT["classifiers"]
