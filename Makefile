# loopscope.  `make help` lists the targets.
#
# Variables:
#   CC=gcc          the C compiler
#   BUILD=dir       build directory (default: build, or build-asan, build-hostile … as the switches say)
#   SANITIZE=1      AddressSanitizer and UndefinedBehaviorSanitizer
#   HOSTILE=1       defines LS_HOSTILE: collect at every allocation, move what can move, tiny limits
#   JOBS=n          processors to use (default: all)
#   ARGS="…"        arguments of the program for `make run`
#   ONLY=text       `make test` runs only the programs and scripts whose path contains the text
#   PREFIX, DESTDIR where `make install` puts things
#   WERROR=-Werror  warnings are errors (the default with the compilers that it is developed with, not with newer ones,
#                   which may warn of more; `make check` sets it)
#   V=1             show the commands
#
# Sources are found by wildcard: engine/*.c and engine/*/*.c make libengine.a; tui/*.c and tui/*/*.c but main.c make
# libtui.a; each tests/<folder>/test_*.c is one cmocka program, linked with the other C files of its folder (helpers),
# with tests/support, and with libengine.a (tests/tui: with libtui.a too).

SHELL := /bin/sh
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

# ---- what is asked for -----------------------------------------------------------------------------------------------

ifeq ($(origin CC),default)
CC := cc
endif
BUILD ?= build$(if $(SANITIZE),-asan)$(if $(HOSTILE),-hostile)
PREFIX ?= /usr/local
FUZZ_SECONDS ?= 20
JOBS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
# On all processors, unless make is told otherwise (-j1).
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(JOBS)
endif

V ?=
Q := $(if $(V),,@)
say = $(if $(V),@:,@printf '  %-5s %s\n')

CCACHE ?= $(if $(findstring ccache,$(CC)),,$(shell command -v ccache 2>/dev/null))
export CCACHE_SLOPPINESS ?= time_macros

# ---- sources ---------------------------------------------------------------------------------------------------------

ENGINE_SRC := $(sort $(wildcard engine/*.c engine/*/*.c))
TUI_SRC := $(sort $(filter-out tui/main.c,$(wildcard tui/*.c tui/*/*.c)))
MAIN_SRC := $(wildcard tui/main.c)
LIBRARY_PY := $(sort $(wildcard engine/modules/library/*.py))
SUPPORT_SRC := $(sort $(wildcard tests/support/*.c))
TEST_SRC := $(sort $(wildcard tests/*/test_*.c))
TEST_DIRS := $(sort $(patsubst %/,%,$(dir $(TEST_SRC))))
HELPER_SRC := $(sort $(filter-out $(TEST_SRC),$(wildcard $(TEST_DIRS:%=%/*.c))))
FUZZ_SRC := $(sort $(wildcard tests/fuzz/fuzz_*.c))
ALL_C := $(sort $(wildcard engine/*.[ch] engine/*/*.[ch] tui/*.[ch] tui/*/*.[ch] tests/*/*.[ch]))

obj = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
LIBRARY_OBJ := $(BUILD)/obj/engine/modules/mod_library_texts.o
ENGINE_OBJ := $(call obj,$(ENGINE_SRC)) $(LIBRARY_OBJ)
HARNESS_OBJ := $(BUILD)/obj/tui/commands/cmd_verify_text.o
TUI_OBJ := $(call obj,$(TUI_SRC)) $(HARNESS_OBJ)
MAIN_OBJ := $(call obj,$(MAIN_SRC))
SUPPORT_OBJ := $(call obj,$(SUPPORT_SRC))
TEST_OBJ := $(call obj,$(TEST_SRC) $(HELPER_SRC))

ENGINE_LIB := $(if $(ENGINE_SRC),$(BUILD)/libengine.a)
TUI_LIB := $(if $(TUI_SRC),$(BUILD)/libtui.a)
SUPPORT_LIB := $(if $(SUPPORT_SRC),$(BUILD)/libsupport.a)
PROGRAM := $(if $(MAIN_SRC),$(BUILD)/loopscope)
TEST_PROGRAMS := $(TEST_SRC:%.c=$(BUILD)/%)

# Where tests compare screens with kept ones.
SCREEN_DIRS := tests/tui/% tests/screens/% tests/cli/%

FUZZ_PROGRAMS := $(FUZZ_SRC:%.c=$(BUILD)/%)

# Scripts that test: tests/<folder>/run.sh, run.py or test_*.py, executable.  Measuring and fuzzing are not tests.
TEST_RUNNERS := $(filter-out tests/bench/% tests/fuzz/%, \
	$(sort $(wildcard tests/*/run.sh tests/*/run.py tests/*/test_*.py)))

# ---- flags -----------------------------------------------------------------------------------------------------------

WARNINGS := -Wall -Wextra -Wpedantic -Wstrict-prototypes -Wmissing-prototypes -Wvla
OPTIMISE := $(if $(SANITIZE),-O1,-O2)
CFLAGS ?= $(OPTIMISE) -g
comma := ,
SANITIZE_FLAGS := $(if $(FUZZ),-fsanitize=fuzzer-no-link) $(if $(SANITIZE),-fsanitize=address$(comma)undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
COMMON_FLAGS = -std=c17 -Iengine -I. $(WARNINGS) $(WERROR) $(CFLAGS) $(SANITIZE_FLAGS) $(if $(HOSTILE),-DLS_HOSTILE) $(CPPFLAGS)

# No fused multiply-add: floats must round as they do in Python.
# Stores of neighbouring fields stay stores: combining them in a vector register takes longer.
ENGINE_FLAGS = -ffp-contract=off -fno-tree-slp-vectorize -D_POSIX_C_SOURCE=200809L $(LIB_CFLAGS)
TUI_FLAGS = -D_POSIX_C_SOURCE=200809L $(LIB_CFLAGS) $(TUI_CFLAGS)
TEST_FLAGS = $(TUI_FLAGS) $(TEST_CFLAGS) -Itests

# Flags for single files, as $(BUILD)/obj/FILE.o: FILE_FLAGS += …
# Where a run spends its time, more is inlined.
HOT := vm/vm_interp vm/vm_wait aio/aio_await aio/aio_queue aio/aio_waiters vm/vm_interp_costed vm/vm_coroutine vm/vm_native_coro vm/vm_heap aio/aio_task aio/aio_step aio/aio_loop aio/aio_call aio/aio_callbacks aio/aio_sleep sim/sim_wheel
$(HOT:%=$(BUILD)/obj/engine/%.o): FILE_FLAGS += $(if $(SANITIZE)$(filter-out -O2 -g,$(CFLAGS)),,-O3)
# The files that look for the installed scenarios are told where they are, and are the only ones that PREFIX concerns.
SCENARIO_DIR_OBJ := $(call obj,$(if $(MAIN_SRC)$(TUI_SRC),$(shell grep -l LS_SCENARIO_DIR $(MAIN_SRC) $(TUI_SRC))))
$(SCENARIO_DIR_OBJ): FILE_FLAGS += -DLS_SCENARIO_DIR='"$(PREFIX)/share/loopscope/scenarios"'
$(SCENARIO_DIR_OBJ): $(BUILD)/prefix

# ---- dependencies: probed (and installed) once, remembered in the build directory ------------------------------------

# .ci/deps makes sure that the packages are there and writes the flags that they need as make variables.
QUIET_GOALS := help clean format
ifneq ($(filter-out $(QUIET_GOALS),$(or $(MAKECMDGOALS),all)),)
include $(BUILD)/deps-build.mk
endif
ifneq ($(filter test accept-screens test-programs fuzz-programs $(BUILD)/tests/%,$(MAKECMDGOALS)),)
include $(BUILD)/deps-test.mk
endif

$(BUILD)/deps-test.mk: | $(BUILD)/deps-build.mk
$(BUILD)/deps-%.mk: .ci/deps
	@mkdir -p $(@D)
	@CC='$(CC)' .ci/deps $* $@
WERROR ?= $(if $(SANITIZE),,$(WERROR_DEFAULT))

# ---- targets ---------------------------------------------------------------------------------------------------------

.PHONY: all
all: $(ENGINE_LIB) $(TUI_LIB) $(PROGRAM) ## build the program (the default)

ifneq ($(MAIN_SRC),)
.PHONY: run
run: $(PROGRAM) ## build and open the scenario picker (ARGS="FILE.py" opens a file)
	@exec $(BUILD)/loopscope $(ARGS)
else
NOT_YET += run
endif

.PHONY: test-programs
test-programs: all $(TEST_PROGRAMS)

.PHONY: test
test: test-programs ## build and run all tests
	@BUILD='$(BUILD)' JOBS='$(JOBS)' ONLY='$(ONLY)' tests/tools/run_tests.sh $(TEST_PROGRAMS) $(TEST_RUNNERS)

ifneq ($(filter $(SCREEN_DIRS),$(TEST_SRC) $(TEST_RUNNERS)),)
.PHONY: accept-screens
accept-screens: all $(TEST_PROGRAMS) ## run the screen tests and take what they show as expected (look at git diff)
	@ACCEPT_SCREENS=1 BUILD='$(BUILD)' JOBS='$(JOBS)' tests/tools/run_tests.sh \
		$(filter $(SCREEN_DIRS:%=$(BUILD)/%),$(TEST_PROGRAMS)) $(filter $(SCREEN_DIRS),$(TEST_RUNNERS))
else
NOT_YET += accept-screens
endif

.PHONY: reality
reality: $(PROGRAM) ## compare the simulated machine with what was measured on a real one (ONLY=text: some rows)
	@tests/reality/reality.py --binary $(BUILD)/loopscope --only '$(ONLY)'

.PHONY: check
check: ## warnings as errors with gcc and clang, format, lint, sanitizers over all tests
	@JOBS='$(JOBS)' MAKE='$(MAKE)' tests/tools/check.sh

.PHONY: lint
lint: $(ENGINE_LIB) $(TUI_LIB) ## look for what the style forbids: calls, mutable globals, includes, long files
	@python3 tests/tools/lint.py $(BUILD)

.PHONY: format
format: ## format all C files (clang-format)
	$(or $(shell command -v clang-format-14),clang-format) -i $(ALL_C)

ifneq ($(FUZZ_SRC),)
.PHONY: fuzz
fuzz: ## run each fuzz target for FUZZ_SECONDS=20 (needs clang)
	@$(MAKE) --no-print-directory BUILD=build-fuzz CC=clang SANITIZE=1 FUZZ=1 fuzz-programs
	@BUILD=build-fuzz FUZZ_SECONDS='$(FUZZ_SECONDS)' tests/tools/run_fuzz.sh $(FUZZ_SRC:%.c=build-fuzz/%)
.PHONY: fuzz-programs
fuzz-programs: $(FUZZ_PROGRAMS)
else
NOT_YET += fuzz
endif

ifneq ($(wildcard tests/oracle/run.py),)
.PHONY: oracle
oracle: all ## compare with CPython 3.11: all programs, then N=200 random ones of each kind, from SEED=
	@LOOPSCOPE='$(abspath $(PROGRAM))' BUILD='$(BUILD)' python3 tests/oracle/run.py $(ARGS)
	@for level in 1 2 3; do LOOPSCOPE='$(abspath $(PROGRAM))' tests/oracle/random_check.py \
		-n $$((($(or $(N),200) + 2) / 3)) --level $$level $(SEED:%=--seed %) || exit 1; done
	@LOOPSCOPE='$(abspath $(PROGRAM))' tests/oracle/random_check.py --values -n $(or $(N),200) $(SEED:%=--seed %)
else
NOT_YET += oracle
endif

ifneq ($(wildcard tests/bench/run.py),)
.PHONY: bench
bench: all $(BUILD)/tests/bench/bench_trace ## measure against CPython on this machine
	@LOOPSCOPE='$(abspath $(PROGRAM))' BUILD='$(BUILD)' python3 tests/bench/run.py $(ARGS)
.PHONY: bench-instructions
bench-instructions: all ## count instructions (valgrind) against the kept figures; ARGS=--accept keeps new ones
	@CC='$(CC)' .ci/deps bench
	@LOOPSCOPE='$(abspath $(PROGRAM))' CC='$(CC)' JOBS='$(JOBS)' python3 tests/bench/instructions.py $(ARGS)
else
NOT_YET += bench
endif

ifneq ($(MAIN_SRC),)
.PHONY: install
install: all ## install the program and the scenarios below PREFIX=/usr/local (DESTDIR is put in front)
	mkdir -p '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/share/loopscope/scenarios'
	cp $(PROGRAM) '$(DESTDIR)$(PREFIX)/bin/loopscope'
	$(if $(wildcard scenarios/*.py),cp scenarios/*.py '$(DESTDIR)$(PREFIX)/share/loopscope/scenarios/')
else
NOT_YET += install
endif

.PHONY: clean
clean: ## remove what was built
	rm -rf build build-asan build-hostile build-asan-hostile build-gcc build-clang build-fuzz $(BUILD)

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' -v hidden=' $(NOT_YET) ' '/^[a-z-]+:.*## / && !index(hidden, " " $$1 " ") { \
		printf "  make %-19s %s\n", $$1, $$2 }' Makefile

# ---- building --------------------------------------------------------------------------------------------------------

# A stamp holds the flags (or the list of files): what depends on it is made again when they change.
.PHONY: FORCE
FORCE:

stamp = @mkdir -p $(@D); printf '%s\n' '$(subst ','\'',$(1))' | cmp -s - $@ || printf '%s\n' '$(subst ','\'',$(1))' > $@

$(BUILD)/engine.flags: FORCE
	$(call stamp,$(CC) $(COMMON_FLAGS) $(ENGINE_FLAGS))
$(BUILD)/tui.flags: FORCE
	$(call stamp,$(CC) $(COMMON_FLAGS) $(TUI_FLAGS))
$(BUILD)/tests.flags: FORCE
	$(call stamp,$(CC) $(COMMON_FLAGS) $(TEST_FLAGS))
$(BUILD)/prefix: FORCE
	$(call stamp,$(PREFIX))
$(BUILD)/engine.files: FORCE
	$(call stamp,$(ENGINE_SRC))
$(BUILD)/library.files: FORCE
	$(call stamp,$(LIBRARY_PY))
$(BUILD)/tui.files: FORCE
	$(call stamp,$(TUI_SRC))
$(BUILD)/tests.files: FORCE
	$(call stamp,$(SUPPORT_SRC) $(HELPER_SRC))

COMPILE = $(Q)mkdir -p $(@D); $(CCACHE) $(CC) $(COMMON_FLAGS)

$(BUILD)/obj/engine/%.o: engine/%.c $(BUILD)/engine.flags
	$(say) CC $<
	$(COMPILE) $(ENGINE_FLAGS) $(FILE_FLAGS) -MMD -MP -c $< -o $@
# A file as the bytes of a C table, with a NUL.
bytes_of = od -An -v -tu1 $(1) | sed 's/ *\([0-9][0-9]*\)/\1,/g'; echo '0};'
# The modules that are written in Python, as tables of bytes.
$(BUILD)/gen/mod_library_texts.c: $(LIBRARY_PY) $(BUILD)/library.files
	$(say) GEN $@
	$(Q)mkdir -p $(@D); { echo '#include "modules/mod_library.h"'; n=0; \
	for f in $(LIBRARY_PY); do n=$$((n + 1)); echo "static const unsigned char text_$$n[] = {"; \
		$(call bytes_of,"$$f"); done; \
	echo 'const ModLibraryText mod_library_texts[] = {'; n=0; \
	for f in $(LIBRARY_PY); do n=$$((n + 1)); \
		printf '    {"%s", text_%d, sizeof text_%d - 1},\n' "$$(basename "$$f" .py)" $$n $$n; done; \
	echo '    {0},'; echo '};'; } > $@
$(LIBRARY_OBJ): $(BUILD)/gen/mod_library_texts.c $(BUILD)/engine.flags
	$(say) CC $<
	$(COMPILE) $(ENGINE_FLAGS) -MMD -MP -c $< -o $@
# What `verify` gives to python3.
$(BUILD)/gen/cmd_verify_text.c: tui/commands/cmd_verify_harness.py
	$(say) GEN $@
	$(Q)mkdir -p $(@D); { echo '#include "tui/commands/cmd_verify.h"'; \
	echo 'const unsigned char cmd_verify_harness[] = {'; $(call bytes_of,$<); } > $@
$(HARNESS_OBJ): $(BUILD)/gen/cmd_verify_text.c $(BUILD)/tui.flags
	$(say) CC $<
	$(COMPILE) $(TUI_FLAGS) -MMD -MP -c $< -o $@
$(BUILD)/obj/tui/%.o: tui/%.c $(BUILD)/tui.flags
	$(say) CC $<
	$(COMPILE) $(TUI_FLAGS) $(FILE_FLAGS) -MMD -MP -c $< -o $@
$(BUILD)/obj/tests/%.o: tests/%.c $(BUILD)/tests.flags
	$(say) CC $<
	$(COMPILE) $(TEST_FLAGS) $(FILE_FLAGS) -MMD -MP -c $< -o $@

ARCHIVE = $(Q)rm -f $@; ar rcs $@ $(filter %.o,$^)

$(BUILD)/libengine.a: $(ENGINE_OBJ) $(BUILD)/engine.files
	$(say) AR $@
	$(ARCHIVE)
$(BUILD)/libtui.a: $(TUI_OBJ) $(BUILD)/tui.files
	$(say) AR $@
	$(ARCHIVE)
$(BUILD)/libsupport.a: $(SUPPORT_OBJ) $(BUILD)/tests.files
	$(say) AR $@
	$(ARCHIVE)

LINK = $(Q)mkdir -p $(@D); $(CC) $(CFLAGS) $(SANITIZE_FLAGS) $(LDFLAGS)

$(BUILD)/loopscope: $(MAIN_OBJ) $(TUI_LIB) $(ENGINE_LIB)
	$(say) LINK $@
	$(LINK) $^ $(PROGRAM_LIBS) -lm -o $@

# The objects of a test program: its own, the helpers of its folder, then the libraries.  (The stem would take the place of
# a plain % before the second expansion.)
percent := %
.SECONDEXPANSION:
$(TEST_PROGRAMS): $(BUILD)/tests/%: $(BUILD)/obj/tests/%.o \
		$$(call obj,$$(filter $$(addprefix tests/,$$(dir $$*))$$(percent),$(HELPER_SRC))) \
		$(SUPPORT_LIB) $$(if $$(filter tui/$$(percent),$$*),$(TUI_LIB)) $(ENGINE_LIB) $(BUILD)/tests.files
	$(say) LINK $@
	$(LINK) $(filter %.o %.a,$^) $(TEST_LIBS) $(if $(filter tui/%,$*),$(TUI_LIBS)) $(LIB_LIBS) -lm -o $@

$(BUILD)/tests/bench/bench_trace: $(BUILD)/obj/tests/bench/bench_trace.o $(TUI_LIB) $(ENGINE_LIB)
	$(say) LINK $@
	$(LINK) $^ $(TUI_LIBS) $(LIB_LIBS) -lm -o $@

# A fuzz target is one file with LLVMFuzzerTestOneInput, linked with the engine; built with FUZZ=1 (see `fuzz`).
$(FUZZ_PROGRAMS): $(BUILD)/%: $(BUILD)/obj/%.o $(SUPPORT_LIB) $(TUI_LIB) $(ENGINE_LIB)
	$(say) LINK $@
	$(LINK) -fsanitize=fuzzer $(filter %.o %.a,$^) $(TEST_LIBS) $(TUI_LIBS) $(LIB_LIBS) -lm -o $@

-include $(patsubst %.o,%.d,$(ENGINE_OBJ) $(TUI_OBJ) $(MAIN_OBJ) $(SUPPORT_OBJ) $(TEST_OBJ) $(call obj,$(FUZZ_SRC) tests/bench/bench_trace.c))
