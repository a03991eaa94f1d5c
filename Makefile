# Thin on purpose: every target is one script in scripts/, which can also be called directly.
.DEFAULT_GOAL := help
.PHONY: help run demo test bench gen lint

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## 安装所缺、构建并启动 · install what is missing, build, start the server
	@scripts/run.sh

demo: ## 载入演示公司 · load the demo company (CUSTOMERS=200 SEED=1)
	@CUSTOMERS="$(CUSTOMERS)" SEED="$(SEED)" scripts/demo.sh

test: ## Run every check and test (STEPS="format clippy" runs only those)
	@scripts/test.sh $(STEPS)

bench: ## Measure the speed targets on this machine
	@scripts/bench.sh

gen: ## Write the generated files again: OpenAPI document, TypeScript client
	@scripts/gen.sh

lint: ## Format and fix what tools can fix, then report the rest
	@scripts/lint.sh
