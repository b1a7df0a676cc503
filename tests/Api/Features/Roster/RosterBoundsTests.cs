using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using EksGrader.Api.Features.Roster.Reading;

namespace EksGrader.Tests.Api.Features.Roster;

/// <summary>Files that are too large, or made to be: each is refused before it costs anything, and nothing of it is unpacked, fetched or calculated.</summary>
public sealed class RosterBoundsTests
{
    private const string Header = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>학번</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>이름</t></is></c><c r=\"C1\" t=\"inlineStr\"><is><t>이메일</t></is></c></row>";

    // A second on a machine that is busy with other tests.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Fact]
    public void ZipBomb_IsRefusedByWhatItsDirectorySays()
    {
        var bomb = Workbook(sheet => Repeat(sheet, "<row/>", 600 * 1024 * 1024 / 6));
        Assert.InRange(bomb.Length, 1, RosterReader.MaximumBytes);
        Refuses(bomb, "Unpacked");
    }

    [Fact]
    public void WorkbookThatLiesAboutItsSize_IsNotUnpackedBeyondIt()
    {
        var bomb = Workbook(sheet => Repeat(sheet, "<row/>", 200 * 1024 * 1024 / 6));
        Refuses(WithDeclaredSize(bomb, "xl/worksheets/sheet1.xml", 1024), "no Excel workbook");
    }

    [Fact]
    public void WorkbookOfMoreCellsThanARosterHas_IsRefusedBeforeItIsParsed()
    {
        Refuses(Workbook(sheet => Repeat(sheet, "<row/>", 45 * 1024 * 1024 / 6)), "more than a roster");
        Refuses(Workbook(sheet => Repeat(sheet, "<row><c><v>1</v></c></row>", 45 * 1024 * 1024 / 26)), "more than a roster");
        Refuses(Workbook(sheet => Repeat(sheet, "<row/>", 1_010_000)), "more than a roster");
        Assert.Equal(20_000, RosterReader.Read(Workbook(sheet => sheet.Write(Encoding.UTF8.GetBytes(Header + string.Concat(Enumerable.Range(2, 20_000).Select(i =>
            $"<row r=\"{i}\"><c r=\"A{i}\"><v>{i}</v></c><c r=\"B{i}\" t=\"str\"><v>Student</v></c><c r=\"C{i}\" t=\"str\"><v>s{i}@school.example</v></c>{Extra(i)}</row>")))))).Roster?.Lines.Count);

        static string Extra(int row) => string.Concat("DEFGHIJ".Select(column => $"<c r=\"{column}{row}\"><v>1</v></c>"));
    }

    [Fact]
    public void WorkbookWithWideRows_KeepsItsFirstColumns() => Refuses(Workbook(sheet => Repeat(sheet, "<row><c r=\"XFD1\"><v>1</v></c></row>", 20_000)), "");

    [Fact]
    public void MoreStudentsThanThereMayBe_AreRefusedAtTheirLine()
    {
        var rows = string.Concat(Enumerable.Range(2, RosterReader.MaximumStudents + 1).Select(i => $"{i},Student,s{i}@school.example\n"));
        var csv = Refuses(Encoding.UTF8.GetBytes("studentId,name,email\n" + rows), "20000 students");
        Assert.Equal(20_002, Assert.Single(csv.Faults).Line);
        var xlsx = Refuses(Workbook(sheet => sheet.Write(Encoding.UTF8.GetBytes(Header + string.Concat(Enumerable.Range(2, 30_000).Select(i =>
            $"<row r=\"{i}\"><c r=\"A{i}\"><v>{i}</v></c><c r=\"B{i}\" t=\"inlineStr\"><is><t>Student</t></is></c><c r=\"C{i}\" t=\"inlineStr\"><is><t>s{i}@school.example</t></is></c></row>"))))), "20000 students");
        Assert.Equal(20_002, Assert.Single(xlsx.Faults).Line);
        Assert.Equal(20_000, RosterReader.Read(Encoding.UTF8.GetBytes("studentId,name,email\n" + rows[..rows.TrimEnd('\n').LastIndexOf('\n')])).Roster?.Lines.Count);
    }

    [Fact]
    public void FileThatIsTooLong_IsRefused() => Refuses(new byte[RosterReader.MaximumBytes + 1], "4 MiB");

    [Fact]
    public void Entities_AreNotExpanded() =>
        Refuses(Workbook(sheet => { }, prolog: "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>", body: "<row><c t=\"inlineStr\"><is><t>&b;&f;</t></is></c></row>"), "no Excel workbook");

    [Theory]
    [InlineData("%PDF-1.7\n%âãÏÓ", "table")]
    [InlineData("", "Nothing")]
    [InlineData("\n\n,,,\n", "Nothing")]
    [InlineData("PK\u0003\u0004 and no more", "no Excel workbook")]
    public void WhatIsNoTable_IsNamed(string text, string words) => Refuses(Encoding.Latin1.GetBytes(text), words);

    [Fact]
    public void OldWorkbook_AndAnotherArchive_AreNamed()
    {
        Refuses([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0], "old Excel file");
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
            archive.CreateEntry("word/document.xml").Open().Dispose();
        Refuses(zip.ToArray(), "no Excel workbook");
    }

    [Fact]
    public void DamagedWorkbooks_AreRefused_WhateverIsWrong()
    {
        var whole = Workbook(sheet => sheet.Write(Encoding.UTF8.GetBytes(Header)));
        var chance = new Random(20261130);
        for (var round = 0; round < 300; round++)
        {
            var damaged = whole.ToArray();
            for (var i = 0; i < 4; i++)
                damaged[chance.Next(damaged.Length)] = (byte)chance.Next(256);
            var reading = RosterReader.Read(damaged);
            Assert.True(reading.Roster is not null || reading.Faults.Count > 0);
        }
    }

    private static RosterReading Refuses(byte[] file, string words)
    {
        var watch = Stopwatch.StartNew();
        var reading = RosterReader.Read(file);
        TestContext.Current.SendDiagnosticMessage($"{watch.ElapsedMilliseconds} ms, {file.Length} bytes: {(reading.Faults is [var first, ..] ? first.Message : null)}");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Patience);
        Assert.Null(reading.Roster);
        Assert.Contains(words, reading.Faults[0].Message.En, StringComparison.Ordinal);
        return reading;
    }

    private static void Repeat(Stream stream, string text, int times)
    {
        var block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text, 10_000)));
        for (var i = 0; i < times / 10_000; i++)
            stream.Write(block);
    }

    private static byte[] Workbook(Action<Stream> sheet, string prolog = "", string body = "")
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            Part(archive, "[Content_Types].xml", """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>""");
            Part(archive, "_rels/.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
            Part(archive, "xl/workbook.xml", """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>""");
            Part(archive, "xl/_rels/workbook.xml.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>""");
            using var part = archive.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.SmallestSize).Open();
            part.Write(Encoding.UTF8.GetBytes(prolog + "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>" + body));
            sheet(part);
            part.Write("</sheetData></worksheet>"u8);
        }

        return zip.ToArray();
    }

    private static void Part(ZipArchive archive, string name, string text)
    {
        using var part = archive.CreateEntry(name).Open();
        part.Write(Encoding.UTF8.GetBytes(text));
    }

    // The uncompressed size stands at byte 24 of the entry in the central directory, whose name begins at byte 46 (PKWARE, APPNOTE 4.3.12).
    private static byte[] WithDeclaredSize(byte[] zip, string entry, int size)
    {
        var name = Encoding.UTF8.GetBytes(entry);
        var at = zip.AsSpan().LastIndexOf(name) - 46;
        Assert.Equal("PK\u0001\u0002"u8.ToArray(), zip[at..(at + 4)]);
        BitConverter.GetBytes(size).CopyTo(zip, at + 24);
        return zip;
    }
}
