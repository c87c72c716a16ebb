import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo

    return (mo,)


@app.cell
def _(mo):
    mo.md("# Tides")
    return


@app.cell
def _(mo):
    height = mo.ui.slider(1, 10, value=3, label="Height")
    harbour = mo.ui.dropdown(["Bergen", "Cork", "Lisbon"], "Cork", label="Harbour")
    name = mo.ui.text(label="Skipper", value="Ada")
    mo.vstack([height, harbour, name])
    return harbour, height, name


@app.cell
def _(harbour, height, mo, name):
    mo.md(f"{name.value} at **{harbour.value}**: {height.value * 10} cm")
    return


@app.cell
def _(mo):
    rows = [{"day": day, "high": 40 + 7 * day % 23} for day in range(1, 15)]
    mo.ui.table(rows, page_size=5, label="Week")
    return


if __name__ == "__main__":
    app.run()
