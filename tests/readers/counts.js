// Counts the cells with a value that SheetJS and exceljs find, sheet by sheet, as JSON: for counts.py.
const XLSX = require("xlsx");
const ExcelJS = require("exceljs");

async function main(path) {
  const counts = { SheetJS: {}, exceljs: {} };
  const book = XLSX.readFile(path, { sheetStubs: false });
  for (const name of book.SheetNames) {
    const cells = Object.keys(book.Sheets[name]).filter((key) => !key.startsWith("!"));
    counts.SheetJS[name] = cells.filter((key) => book.Sheets[name][key].t !== "z").length;
  }
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(path);
  for (const sheet of workbook.worksheets) {
    let count = 0;
    sheet.eachRow((row) =>
      row.eachCell((cell) => {
        // A merged cell repeats the value of the first.
        if (cell.type !== ExcelJS.ValueType.Null && cell.type !== ExcelJS.ValueType.Merge) count += 1;
      }),
    );
    counts.exceljs[sheet.name] = count;
  }
  console.log(JSON.stringify(counts));
}

main(process.argv[2]);
