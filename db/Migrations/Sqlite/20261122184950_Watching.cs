using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EksGrader.Db.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Watching : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "Claim",
                table: "Leases",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ClaimedUntil",
                table: "Leases",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "GoneSince",
                table: "Leases",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "LastAnswer",
                table: "Leases",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LastLookAt",
                table: "Leases",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "LookCount",
                table: "Leases",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "Number",
                table: "LeaseLooks",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateIndex(
                name: "IX_Submissions_NoLease",
                table: "Submissions",
                column: "Id",
                filter: "\"LeaseId\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_LeaseLooks_LeaseId_Number",
                table: "LeaseLooks",
                columns: new[] { "LeaseId", "Number" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Submissions_NoLease",
                table: "Submissions");

            migrationBuilder.DropIndex(
                name: "IX_LeaseLooks_LeaseId_Number",
                table: "LeaseLooks");

            migrationBuilder.DropColumn(
                name: "Claim",
                table: "Leases");

            migrationBuilder.DropColumn(
                name: "ClaimedUntil",
                table: "Leases");

            migrationBuilder.DropColumn(
                name: "GoneSince",
                table: "Leases");

            migrationBuilder.DropColumn(
                name: "LastAnswer",
                table: "Leases");

            migrationBuilder.DropColumn(
                name: "LastLookAt",
                table: "Leases");

            migrationBuilder.DropColumn(
                name: "LookCount",
                table: "Leases");

            migrationBuilder.DropColumn(
                name: "Number",
                table: "LeaseLooks");
        }
    }
}
