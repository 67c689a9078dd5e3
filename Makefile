# One command per task; each sets up what it needs first and says so in one line.
#   make lint TARGET=path   check a file, a folder or a checkout (without TARGET: the bundled example)
#   make test               everything that .ci/run runs
#   make agreement          what is inferred against dtypes recorded from real runs
#   make ecosystem          findings on whole pinned releases against the snapshots; UPDATE=1 rewrites them
#   make integration        the hooks, recipes and the installer under the real pre-commit and pip
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := build
.PHONY: setup generate build debug test spec format check lint bench agreement ecosystem corpus integration clean

RELEASE_BINARY := .build/release/dtypelint
# Holds libtree-sitter.a and nothing else, so that a release binary needs no libtree-sitter.so; a pkg-config file of
# our own leads the linker there.
STATIC_LIBRARIES := $(CURDIR)/.build/static
RELEASE_FLAGS := -c release --static-swift-stdlib
SWIFT_FORMAT_PATHS := Package.swift Sources Tests Rules/RuleLibrary.swift
TARGET ?= Fixtures/projects/qwen_like

setup:
	@Tools/setup

generate: setup
	@python3 Tools/generate_rule_library.py

build: generate
	@mkdir -p $(STATIC_LIBRARIES)
	@ln -sf "$$(pkg-config --variable=libdir tree-sitter)/libtree-sitter.a" $(STATIC_LIBRARIES)/libtree-sitter.a
	@printf 'Name: tree-sitter\nDescription: static\nVersion: 0\nLibs: -L%s -ltree-sitter\n' "$(STATIC_LIBRARIES)" \
		> $(STATIC_LIBRARIES)/tree-sitter.pc
	PKG_CONFIG_PATH=$(STATIC_LIBRARIES) swift build $(RELEASE_FLAGS) --product dtypelint

debug: generate
	swift build

corpus:
	@python3 Tools/fetch_wheels.py

test: build corpus
	swift test --disable-xctest $(if $(FILTER),--filter $(FILTER))

integration: build
	@Tests/Integration/run

spec: generate
	swift test --disable-xctest --filter SpecTests

format:
	swift format format --in-place --recursive --parallel $(SWIFT_FORMAT_PATHS)

check: test
	swift format lint --strict --recursive --parallel $(SWIFT_FORMAT_PATHS)

lint: build
	@$(RELEASE_BINARY) check $(TARGET)

bench: build corpus
	@python3 Benchmarks/bench.py $(RELEASE_BINARY)

agreement: build corpus
	@python3 Benchmarks/agreement.py $(RELEASE_BINARY)

ecosystem: build corpus
	@python3 Benchmarks/ecosystem.py $(RELEASE_BINARY) $(if $(UPDATE),--update)

clean:
	swift package clean
